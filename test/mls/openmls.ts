/**
 * Members whose MLS is OpenMLS: another implementation, in another language, by other people. They know suite 3 alone
 * (X25519, ChaCha20-Poly1305, Ed25519), and no extension of these rooms.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as glue from 'openmls-wasm/openmls_wasm_bg.js';
import { getCiphersuiteNameFromId } from 'ts-mls/crypto/ciphersuite.js';
import { type KeyPackage, verifyKeyPackage } from 'ts-mls/keyPackage.js';
import { expect } from 'vitest';
import { z } from 'zod';
import { cipherSuites } from '../../src/mls/real/cipher-suite.js';
import { entropyFor } from './devices.js';

export const openMlsSuite = 'MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519';

/** As much of the WebAssembly API as this needs: the types of Node have none of it. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: WasmExports };
}

interface WasmExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  __wbindgen_start(): void;
}

/** The wasm is loaded by hand, with randomness of ours, so that a test which fails does so again. */
function load(): WasmExports['memory'] {
  const draw = entropyFor('openmls');
  const randomness = /getRandomValues|randomFillSync/;
  const fill = (_source: unknown, bytes: Uint8Array): void => bytes.set(draw(bytes.length));
  const functions = Object.entries(glue).map(([name, value]) => [name, randomness.test(name) ? fill : value]);
  const file = createRequire(import.meta.url).resolve('openmls-wasm/openmls_wasm_bg.wasm');
  // See `WebAssemblyApi`.
  const { Module, Instance } = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly;
  const { exports } = new Instance(new Module(readFileSync(file)), { './openmls_wasm_bg.js': Object.fromEntries(functions) });
  glue.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
  return exports.memory;
}

const memory = load();

export class OpenMlsMember {
  readonly #provider = new glue.Provider();
  readonly #identity: glue.Identity;
  readonly #keyPackage: glue.KeyPackage;
  #group: glue.Group | undefined;

  constructor(private readonly name: string) {
    this.#identity = new glue.Identity(this.#provider, name);
    this.#keyPackage = this.#identity.key_package(this.#provider);
  }

  /** The bindings hand no key package out, but their store lies open in the wasm's memory: what is signed as it should be, is one. */
  async keyPackage(): Promise<KeyPackage> {
    const bytes = Buffer.from(memory.buffer);
    const suite = cipherSuites(openMlsSuite).drawingNothing;
    for (let at = bytes.indexOf(START); at >= 0; at = bytes.indexOf(START, at + 1)) {
      const found = stored(bytes.toString('latin1', at + START.length, bytes.indexOf(END, at)));
      const identity = found?.leafNode.credential.credentialType === 'basic' ? found.leafNode.credential.identity : undefined;
      const isOurs = identity !== undefined && new TextDecoder().decode(identity) === this.name;
      if (found !== undefined && isOurs && (await verifyKeyPackage(found, suite.signature))) return found;
    }
    return expect.fail('no key package in the memory');
  }

  /** By a Welcome with the tree in it, or one of OpenMLS's own without, and the tree from who made it. */
  join(welcome: Uint8Array, from?: OpenMlsMember): void {
    // A Welcome's own tree goes first, but the bindings want one all the same.
    const other = new glue.Provider();
    const elsewhere = glue.Group.create_new(other, new glue.Identity(other, 'nobody'), 'elsewhere');
    this.#group = glue.Group.join(this.#provider, welcome, (from?.group ?? elsewhere).export_ratchet_tree());
  }

  /** Takes in a commit, or reads a message. Throws for what OpenMLS refuses. */
  process(bytes: Uint8Array): Uint8Array {
    return this.group.process_message(this.#provider, bytes);
  }

  send(plaintext: Uint8Array): Uint8Array {
    return this.group.create_message(this.#provider, this.#identity, plaintext);
  }

  /** Proposes to add another, and commits that by reference. */
  add(other: OpenMlsMember): { readonly proposal: Uint8Array; readonly commit: Uint8Array; readonly welcome: Uint8Array } {
    const messages = this.group.propose_and_commit_add(this.#provider, this.#identity, other.#keyPackage);
    const { proposal, commit, welcome } = messages;
    this.group.merge_pending_commit(this.#provider);
    return { proposal, commit, welcome };
  }

  exported(label: string, context: Uint8Array, length: number): Uint8Array {
    return this.group.export_key(this.#provider, label, context, length);
  }

  private get group(): glue.Group {
    return this.#group ?? expect.fail('not a member');
  }
}

const START = '{"key_package":';
const END = ',"private_init_key"';

const vector = z.object({ vec: z.array(z.number()) }).transform(({ vec }) => Uint8Array.from(vec));
const value = z.object({ value: vector }).transform((of) => of.value);
const key = z.object({ key: vector }).transform((of) => of.key);
const none = z.object({ unique: z.array(z.never()) });

/** A key package with its one cipher suite and neither extensions nor proposals, as OpenMLS writes it down. */
const STORED = z.object({
  payload: z.object({
    init_key: key,
    extensions: none,
    leaf_node: z.object({
      payload: z.object({
        encryption_key: key,
        signature_key: value,
        credential: z.object({ serialized_credential_content: vector }),
        capabilities: z.object({
          ciphersuites: z.array(z.literal([1, 2, 3, 77])),
          extensions: z.array(z.never()),
          proposals: z.array(z.never()),
        }),
        leaf_node_source: z.object({ KeyPackage: z.object({ not_before: z.number(), not_after: z.number() }) }),
        extensions: none,
      }),
      signature: value,
    }),
  }),
  signature: value,
});

function stored(text: string): KeyPackage | undefined {
  const parsed = STORED.safeParse(jsonIn(text));
  if (!parsed.success) return undefined;
  const { payload, signature } = parsed.data;
  const { payload: leaf, signature: leafSignature } = payload.leaf_node;
  const { not_before, not_after } = leaf.leaf_node_source.KeyPackage;
  return {
    version: 'mls10',
    cipherSuite: openMlsSuite,
    initKey: payload.init_key,
    leafNode: {
      hpkePublicKey: leaf.encryption_key,
      signaturePublicKey: leaf.signature_key,
      credential: { credentialType: 'basic', identity: leaf.credential.serialized_credential_content },
      capabilities: {
        versions: ['mls10'],
        ciphersuites: leaf.capabilities.ciphersuites.map(getCiphersuiteNameFromId),
        extensions: [],
        proposals: [],
        credentials: ['basic'],
      },
      leafNodeSource: 'key_package',
      lifetime: { notBefore: BigInt(not_before), notAfter: BigInt(not_after) },
      extensions: [],
      signature: leafSignature,
    },
    extensions: [],
    signature,
  };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
