import type { ComponentChildren } from 'preact';

export type PageHeadProps = {
  title: ComponentChildren;
  /** Link to where this page hangs. */
  back?: { href: string; label: string };
  /** Badges beside the title. */
  marks?: ComponentChildren;
  /** One line under it. */
  subtitle?: ComponentChildren;
  actions?: ComponentChildren;
};

/** The page's only `h1`; the route announcer reads it and moves focus to it. */
export function PageHead({ title, back, marks, subtitle, actions }: PageHeadProps) {
  return (
    <header class="page-head">
      {back === undefined ? null : (
        <a class="page-back" href={back.href}>
          <span aria-hidden="true">←</span> {back.label}
        </a>
      )}
      <div class="page-head-line">
        <div class="stack stack-tight">
          <div class="row">
            <h1 tabIndex={-1}>{title}</h1>
            {marks}
          </div>
          {subtitle === undefined ? null : <div class="page-subtitle">{subtitle}</div>}
        </div>
        {actions === undefined ? null : <div class="row">{actions}</div>}
      </div>
    </header>
  );
}
