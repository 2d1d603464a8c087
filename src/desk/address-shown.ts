/** An address, or what stands in its place once its owner was erased. */
export function addressShown(email: string | null): string {
  return email ?? 'Erased address';
}
