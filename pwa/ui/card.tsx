import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

export type CardProps = {
  /** Its heading; the card is then a labelled region. */
  title?: ComponentChildren;
  /** One line under the title. */
  subtitle?: ComponentChildren;
  /** Beside the title, at the end. */
  actions?: ComponentChildren;
  children?: ComponentChildren;
  footer?: ComponentChildren;
  /** No padding, for tables. */
  flush?: boolean;
  /** Extra class for page styles. */
  kind?: string;
  headingLevel?: 2 | 3;
  testId?: string;
};

export function Card({
  title,
  subtitle,
  actions,
  children,
  footer,
  flush = false,
  kind = '',
  headingLevel = 2,
  testId,
}: CardProps) {
  const titleId = useId();
  const Heading = headingLevel === 2 ? 'h2' : 'h3';
  return (
    <section
      class={`card ${flush ? 'card-flush' : ''} ${kind}`}
      aria-labelledby={title === undefined ? undefined : titleId}
      data-testid={testId}
    >
      {title === undefined ? null : (
        <header class="card-head">
          <div>
            <Heading id={titleId}>{title}</Heading>
            {subtitle === undefined ? null : <p class="small faint">{subtitle}</p>}
          </div>
          {actions === undefined ? null : <div class="row row-tight">{actions}</div>}
        </header>
      )}
      {children === undefined ? null : <div class="card-body">{children}</div>}
      {footer === undefined ? null : <footer class="card-foot">{footer}</footer>}
    </section>
  );
}
