/** The package's glue, which it types only together with an import of the wasm file that Node does not have. */
declare module 'openmls-wasm/openmls_wasm_bg.js' {
  export * from 'openmls-wasm';
  export function __wbg_set_wasm(exports: object): void;
}
