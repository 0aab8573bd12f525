import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { Icon, type IconName } from './icon.tsx';
import { Spinner } from './spinner.tsx';

export type ButtonLook = {
  variant?: 'primary' | 'secondary' | 'quiet' | 'danger' | 'danger-soft';
  size?: 'small' | 'regular' | 'large';
  icon?: IconName;
  /** Takes the whole width. */
  wide?: boolean;
  /** Shows the icon alone; `children` stay as its accessible name. */
  iconOnly?: boolean;
};

export type ButtonProps = ButtonLook & {
  children: ComponentChildren;
  onClick?: (event: MouseEvent) => void;
  type?: 'button' | 'submit';
  busy?: boolean;
  /** Why it cannot be pressed now. The button stays visible and focusable, and tells the reason. */
  disabledReason?: string | undefined;
  /** Set for a button that switches something on and off. */
  pressed?: boolean;
  testId?: string;
  autoFocus?: boolean;
};

export function Button(props: ButtonProps) {
  const { type = 'button', busy = false, disabledReason, pressed, testId, onClick } = props;
  const reasonId = useId();
  const off = busy || disabledReason !== undefined;
  const press = (event: MouseEvent): void => {
    if (off) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <span class="btn-wrap">
      <button
        type={type}
        class={buttonClass(props)}
        aria-disabled={off ? 'true' : undefined}
        aria-busy={busy ? 'true' : undefined}
        aria-pressed={pressed}
        aria-describedby={disabledReason === undefined ? undefined : reasonId}
        data-testid={testId}
        data-autofocus={props.autoFocus === true ? '' : undefined}
        onClick={press}
      >
        <ButtonFace {...props} busy={busy} />
      </button>
      {disabledReason === undefined ? null : (
        <span id={reasonId} role="tooltip" class="btn-reason">
          {disabledReason}
        </span>
      )}
    </span>
  );
}

export type LinkButtonProps = ButtonLook & {
  children: ComponentChildren;
  href: string;
  target?: string;
  testId?: string;
  onClick?: (event: MouseEvent) => void;
};

/** A link that looks like a button: it goes somewhere, it does not do something. */
export function LinkButton(props: LinkButtonProps) {
  return (
    <a
      class={buttonClass(props)}
      href={props.href}
      target={props.target}
      data-testid={props.testId}
      onClick={props.onClick}
    >
      <ButtonFace {...props} />
    </a>
  );
}

function ButtonFace({
  icon,
  busy = false,
  iconOnly = false,
  children,
}: ButtonProps | (LinkButtonProps & { busy?: boolean })) {
  return (
    <>
      {busy ? <Spinner /> : icon === undefined ? null : <Icon name={icon} />}
      {iconOnly ? <span class="visually-hidden">{children}</span> : <span>{children}</span>}
    </>
  );
}

function buttonClass({ variant = 'secondary', size = 'regular', wide = false, iconOnly = false }: ButtonLook): string {
  const names = ['btn', `btn-${variant}`];
  if (size !== 'regular') names.push(`btn-${size}`);
  if (wide) names.push('btn-wide');
  if (iconOnly) names.push('btn-icon');
  return names.join(' ');
}
