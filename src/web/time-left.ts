/** `milliseconds` as "2 days 3 h", "3 h 04 min", "4 min 09 s": the two largest units; `done` at or past zero. */
export function timeLeft(milliseconds: number, done = 'Now'): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds <= 0) return done;
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor(seconds / 3600) % 24;
  const minutes = Math.floor(seconds / 60) % 60;
  if (days > 0) return `${days} ${days === 1 ? 'day' : 'days'} ${hours} h`;
  if (hours > 0) return `${hours} h ${twoDigits(minutes)} min`;
  if (minutes > 0) return `${minutes} min ${twoDigits(seconds % 60)} s`;
  return `${seconds} s`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
