import { useState } from 'react';
import { sendCredentials } from '../credentials.ts';

/** For gateways that use the caller's own API key or require a gateway token. */
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
        Gateway token, if this gateway requires one
        <input
          type="password"
          autoComplete="off"
          value={token}
          onChange={(event) => setToken(event.target.value)}
        />
      </label>
      <p className="small">
        Only kept in memory: reloading the page clears them, and links do not contain them.
      </p>
      <button className="primary" type="submit">
        Apply
      </button>
    </form>
  );
}
