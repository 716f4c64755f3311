import { Component, type ReactNode } from 'react';
import { wordsOf } from '../gateway.ts';

interface ErrorBoundaryProps {
  /** What is missing from the page if its children fail. */
  title: string;
  children: ReactNode;
}

/** Shows why its children could not be rendered. Without it, React would remove the whole page. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { failure: string | null }> {
  override state: { failure: string | null } = { failure: null };

  static getDerivedStateFromError(error: unknown): { failure: string } {
    return { failure: wordsOf(error) };
  }

  override render(): ReactNode {
    if (this.state.failure === null) return this.props.children;
    return (
      <section className="message" role="alert">
        <h2>{this.props.title}</h2>
        <p>{this.state.failure}</p>
        <p>
          <button onClick={() => this.setState({ failure: null })}>Try again</button>{' '}
          <button onClick={() => location.reload()}>Reload the page</button>
        </p>
      </section>
    );
  }
}
