import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'

/**
 * Whoever holds the key says so under a text: Ed25519, RFC 8032. With `openssl genpkey -algorithm ed25519` one is made,
 * and with `openssl pkeyutl -verify -rawin` a signature is checked without any of this.
 */
export type SigningKey = { readonly key: KeyObject; readonly publicKey: string; readonly id: string }

/**
 * Reads a PEM file with an Ed25519 private key. `publicKey` is PEM, too; `id` names it: SHA-256 of its DER form, hexadecimal.
 * @throws when the file cannot be read or holds no such key
 */
export function openSigningKey(path: string): SigningKey {
  const key = createPrivateKey(readFileSync(path))
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('the key is not an Ed25519 key')
  const open = createPublicKey(key)
  const id = createHash('sha256')
    .update(open.export({ type: 'spki', format: 'der' }))
    .digest('hex')
  return { key, publicKey: open.export({ type: 'spki', format: 'pem' }).toString(), id }
}

/** The signature of a text in UTF-8: 64 bytes, in base64. */
export const signed = (text: string, { key }: SigningKey): string =>
  sign(null, Buffer.from(text), key).toString('base64')

/** Is this what the holder of the key signed, to the letter? @param publicKey PEM */
export function verified(text: string, signature: string, publicKey: string): boolean {
  try {
    return verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64'))
  } catch {
    // Not a key or not a signature at all, so certainly not this one.
    return false
  }
}
