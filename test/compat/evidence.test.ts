import { generateKeyPairSync, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dsse } from '@sigstore/core';
import { describe, expect, test } from '@jest/globals';
import { signStatement } from '../../src/exports/evidence/dsse.ts';
import { sarifReport } from '../../src/policies/reports/machine.ts';
import type { CheckReports, NodeView } from '../../src/policies/reports/report.ts';
import { draft7Validator, problems } from '../support/json-schema.ts';

const node = (label: string): NodeView => ({
  id: `id of ${label}`,
  path: `acme/lab/${label}`,
  label,
  url: null,
});

const reports: CheckReports = {
  checkedAt: '2026-11-27T12:00:00.000Z',
  gatewayVersion: '1.2.3',
  verdict: 'FAIL',
  reports: [
    {
      policy: 'release',
      file: 'policies/release policy.yaml',
      subject: node('model:v1'),
      verdict: 'FAIL',
      comparison: null,
      rules: [
        { name: 'finished', description: null, verdict: 'PASS', findings: [] },
        {
          name: 'licensed',
          description: 'Data have a "licence"',
          verdict: 'FAIL',
          findings: [
            {
              node: node('data:v0'),
              message: 'license: none',
              reason: null,
              path: [node('data:v0'), node('train'), node('model:v1')],
            },
          ],
        },
        {
          name: 'reviewed',
          description: null,
          verdict: 'UNKNOWN',
          findings: [{ node: node('train'), message: 'W&B failed here', reason: 'WANDB_ERROR', path: [] }],
        },
      ],
    },
  ],
};

describe('Evidence, read by tools of others', () => {
  test('a report is valid SARIF 2.1.0 by the schema of Microsoft', () => {
    const file = createRequire(import.meta.url)
      .resolve('@microsoft/jest-sarif')
      .replace(/index\.js$/, 'schemas/sarif-2.1.0-rtm.5.json');
    // Two patterns of the schema have a stray bracket.
    const schema = readFileSync(file, 'utf8').replaceAll('{2}]?$', '{2}?$');
    const validate = draft7Validator(JSON.parse(schema) as object);
    expect(problems(validate, JSON.parse(sarifReport(reports)))).toBeNull();
    expect(
      problems(validate, { ...(JSON.parse(sarifReport(reports)) as object), version: '2' }),
    ).not.toBeNull();
  });

  test("an envelope is signed as sigstore's own encoding says", () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const envelope = JSON.parse(signStatement('{"a":1}', pem)) as {
      payloadType: string;
      payload: string;
      signatures: { sig: string }[];
    };
    const payload = Buffer.from(envelope.payload, 'base64');
    const signature = Buffer.from(envelope.signatures[0]?.sig ?? '', 'base64');
    expect(verify(null, dsse.preAuthEncoding(envelope.payloadType, payload), publicKey, signature)).toBe(
      true,
    );
  });
});
