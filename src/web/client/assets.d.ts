declare module '*.svg' {
  const svg: string;
  export default svg;
}

declare module 'htmx.org/dist/ext/hx-sse.js';
