/** The bundler makes page.css of what main.tsx imports; for TypeScript it is only a side effect. */
declare module '*.css';
