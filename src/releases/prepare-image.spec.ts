import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { prepareImage } from './prepare-image.js';
import { readRights } from './read-rights.js';

const picture = (width = 2400, height = 1600) =>
  sharp({ create: { width, height, channels: 3, background: '#346' } });

const XMP = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 photoshop:Credit="Getty &amp; Sons">
<dc:creator><rdf:Seq><rdf:li>Ana Ruiz</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© 2026 Ana Ruiz</rdf:li></rdf:Alt></dc:rights>
</rdf:Description></rdf:RDF></x:xmpmeta>`;

describe('preparing a picture', () => {
  it('makes each size as WebP and as JPEG for mail, and never enlarges', async () => {
    const { variants, width, height } = await prepareImage(await picture(1000, 500).jpeg().toBuffer());
    expect([width, height]).toEqual([1000, 500]);
    const sizes = await Promise.all(
      variants.map(async ({ name, mediaType, content }) => [
        name,
        mediaType,
        (await sharp(content).metadata()).width,
      ]),
    );
    expect(sizes).toEqual([
      ['original', 'image/jpeg', 1000],
      ['w640.webp', 'image/webp', 640],
      ['w640.jpg', 'image/jpeg', 640],
      ['w1280.webp', 'image/webp', 1000],
      ['w1280.jpg', 'image/jpeg', 1000],
      ['w1920.webp', 'image/webp', 1000],
      ['w1920.jpg', 'image/jpeg', 1000],
    ]);
  });

  it('leaves out place and camera, keeps the credit, and turns the picture upright', async () => {
    const content = await picture(400, 200)
      .withExif({ IFD0: { Make: 'Spycam', Artist: 'Old' }, IFD3: { GPSLatitudeRef: 'N' } })
      .withXmp(XMP)
      .jpeg()
      .toBuffer();
    const turned = await sharp(content).withMetadata({ orientation: 6 }).withXmp(XMP).jpeg().toBuffer();
    const { variants, width, height, rights } = await prepareImage(turned);
    expect([width, height]).toEqual([200, 400]);
    expect(rights).toEqual({ credit: 'Ana Ruiz / Getty & Sons', copyright: '© 2026 Ana Ruiz' });
    for (const { content: bytes, name } of variants) {
      const text = bytes.toString('latin1');
      expect([name, text.includes('Spycam'), text.includes('GPS')]).toEqual([name, false, false]);
      expect((await sharp(bytes).metadata()).orientation ?? 1).toBe(1);
    }
    expect(variants[0]!.content.toString('latin1')).toContain('Getty & Sons');
  });

  it.each<[string, () => Promise<Buffer> | Buffer]>([
    ['text', () => Buffer.from('not a picture')],
    ['nothing', () => Buffer.alloc(0)],
    [
      'SVG',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script/></svg>'),
    ],
    ['half a JPEG', async () => (await picture().jpeg().toBuffer()).subarray(0, 4000)],
  ])('refuses %s', async (_, content) => {
    await expect(prepareImage(await content())).rejects.toMatchObject({
      code: 'invalid',
      fields: { image: expect.any(String) },
    });
  });
});

describe('rights in a picture', () => {
  const dataSet = (number: number, text: string) => {
    const value = Buffer.from(text);
    return Buffer.concat([Buffer.from([0x1c, 2, number, value.length >> 8, value.length & 255]), value]);
  };

  it('are read from IPTC where there is no XMP', () => {
    const iptc = Buffer.concat([dataSet(80, 'Ana Ruiz'), dataSet(110, 'Reuters'), dataSet(116, '© 2026')]);
    expect(readRights(undefined, iptc)).toEqual({ credit: 'Ana Ruiz / Reuters', copyright: '© 2026' });
  });

  it('are nothing in damaged or empty blocks', () => {
    expect(readRights(undefined, Buffer.from([0x1c, 2, 110, 255, 255, 65]))).toEqual({ credit: 'A' });
    expect(readRights('<x photoshop:Credit=""', Buffer.from([0x1c]))).toEqual({});
    expect(readRights(undefined, undefined)).toEqual({});
  });
});
