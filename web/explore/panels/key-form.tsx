import { useState } from 'react';
import { sendCredentials } from '../credentials.ts';

/** For gateways that ask W&B with each caller's own key, or that check who calls. */
export function KeyForm({ onDone }: { onDone: () => void }) {
  const [key, setKey] = useState('');
  const [token, setToken] = useState('');
  return (
    <form
      className="credentials"
      onSubmit={(event) => {
        event.preventDefault();
        sendCredentials({ key, token });
        onDone();
      }}
    >
      <label className="line">
        W&B API key
        <input
          type="password"
          autoComplete="off"
          value={key}
          onChange={(event) => setKey(event.target.value)}
        />
      </label>
      <label className="line">
        Gateway token, where this gateway checks its callers
        <input
          type="password"
          autoComplete="off"
          value={token}
          onChange={(event) => setToken(event.target.value)}
        />
      </label>
      <p className="small">Kept in this page’s memory only: a reload forgets it, and no link holds it.</p>
      <button className="primary" type="submit">
        Ask with these
      </button>
    </form>
  );
}
