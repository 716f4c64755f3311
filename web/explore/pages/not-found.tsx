export function NotFound({ path }: { path: string }) {
  return (
    <p role="alert" className="notice bad">
      W&B shows no {path} to this key. It may not exist, or the key may not be allowed to see it.
    </p>
  );
}
