import sharp from 'sharp';

const WIDTH = 1600;
const HEIGHT = 1000;

/**
 * A calm abstract picture in place of a press photo that we have no right to ship. The same number gives the same
 * picture. JPEG.
 */
export async function placeholderPicture(number: number): Promise<Buffer> {
  const hue = (number * 67) % 360;
  const bands = Array.from({ length: 6 }, (_, i) => {
    const y = 220 + i * 130;
    const swing = ((number + i) % 3) * 60;
    return `<path d="M0 ${y} C 400 ${y - 120 - swing}, 1100 ${y + 140 + swing}, ${WIDTH} ${y - 40} V ${HEIGHT} H 0 Z"
      fill="hsl(${hue + i * 7} ${22 + i * 3}% ${72 - i * 8}%)"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
    <rect width="100%" height="100%" fill="hsl(${hue} 24% 86%)"/>
    <circle cx="${420 + ((number * 173) % 800)}" cy="260" r="110" fill="hsl(${(hue + 40) % 360} 60% 78%)"/>
    ${bands.join('\n')}</svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 82 }).toBuffer();
}
