import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

const payloadType = 'application/vnd.in-toto+json';

interface Envelope {
  payloadType: string;
  payload: string;
  signatures: [{ keyid: string; sig: string }];
}

/** A key or an envelope that cannot be used; the message says why. */
export class DsseError extends Error {
  override readonly name = 'DsseError';
}

/** What is signed: DSSE's pre-authentication encoding. */
function encoded(type: string, payload: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `),
    payload,
  ]);
}

function keyIdOf(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

function ed25519Key(pem: string, create: typeof createPrivateKey | typeof createPublicKey): KeyObject {
  let key: KeyObject;
  try {
    key = create(pem);
  } catch {
    throw new DsseError(
      'The key is no key in PEM. Make one with: openssl genpkey -algorithm ed25519 -out key.pem',
    );
  }
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new DsseError(
    `The key is of the type ${key.asymmetricKeyType ?? 'unknown'}; an Ed25519 key is needed.`,
  );
}

/** Signs a statement with an Ed25519 key. Without white space, so that every byte of the envelope means something. @throws DsseError */
export function signStatement(statement: string, privateKeyPem: string): string {
  const key = ed25519Key(privateKeyPem, createPrivateKey);
  const payload = Buffer.from(statement);
  const sig = sign(null, encoded(payloadType, payload), key).toString('base64');
  const envelope: Envelope = {
    payloadType,
    payload: payload.toString('base64'),
    signatures: [{ keyid: keyIdOf(key), sig }],
  };
  return JSON.stringify(envelope);
}

/** The statement of an envelope that this key has signed; null where anything in it was changed, or another key signed it. @throws DsseError */
export function verifiedStatement(text: string, publicKeyPem: string): string | null {
  const key = ed25519Key(publicKeyPem, createPublicKey);
  const envelope = envelopeFrom(text);
  if (envelope === null) return null;
  const [{ keyid, sig }] = envelope.signatures;
  const [payload, signature] = [Buffer.from(envelope.payload, 'base64'), Buffer.from(sig, 'base64')];
  // Base64 has several spellings of the same bytes.
  const isExact = payload.toString('base64') === envelope.payload && signature.toString('base64') === sig;
  const isSigned = verify(null, encoded(envelope.payloadType, payload), key, signature);
  const isOurs = envelope.payloadType === payloadType && keyid === keyIdOf(key);
  return isExact && isSigned && isOurs ? payload.toString() : null;
}

function envelopeFrom(text: string): Envelope | null {
  try {
    const { payloadType: type, payload, signatures, ...rest } = JSON.parse(text) as Partial<Envelope>;
    const [first, ...others] = Array.isArray(signatures)
      ? (signatures as Partial<Envelope['signatures'][0]>[])
      : [];
    const texts = [type, payload, first?.keyid, first?.sig];
    const isWhole = texts.every((each) => typeof each === 'string') && Object.keys(first ?? {}).length === 2;
    return isWhole && others.length === 0 && Object.keys(rest).length === 0
      ? (JSON.parse(text) as Envelope)
      : null;
  } catch {
    return null;
  }
}
