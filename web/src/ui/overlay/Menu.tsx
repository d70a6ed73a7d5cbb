import { ContextMenu as Context } from "@base-ui/react/context-menu";
import { Menu as Base } from "@base-ui/react/menu";
import { Check, ChevronRight } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { KeyHint } from "../controls/KeyHint.tsx";
import { Tooltip } from "../controls/Tooltip.tsx";
import { cx } from "../cx.ts";
import popup from "../popup.module.css";

export interface MenuItem {
  readonly id: string;
  readonly title: string;
  readonly run?: () => void;
  readonly icon?: ReactNode;
  readonly keys?: string | undefined;
  readonly detail?: string;
  readonly danger?: boolean;
  /** Present: a check item. */
  readonly checked?: boolean;
  readonly disabled?: boolean;
  /** Why it cannot be chosen. It stays in the menu and can be reached, so that the reason is too. */
  readonly blocked?: string | undefined;
  /** Present: opens a second menu. */
  readonly items?: readonly MenuItem[];
}

export interface MenuGroup {
  readonly title?: string;
  readonly items: readonly MenuItem[];
}

export interface MenuProps {
  /** The button. It gets the menu's roles and keys. */
  readonly children: ReactElement;
  readonly groups: readonly MenuGroup[];
  readonly align?: "start" | "center" | "end";
}

export function Menu({ children, groups, align = "start" }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Popup groups={groups} align={align} />
    </Base.Root>
  );
}

/** The same menu on the right button or a long press. Whatever is only here is hidden from keyboards: offer it twice. */
export function ContextMenu({ children, groups }: Omit<MenuProps, "align">) {
  return (
    <Context.Root>
      <Context.Trigger render={children} />
      <Popup groups={groups} />
    </Context.Root>
  );
}

/** The same menu at a place in the window, for what looks at the right button itself. It is there until it is closed. */
export function MenuAt(props: {
  readonly x: number;
  readonly y: number;
  readonly groups: readonly MenuGroup[];
  readonly onClose: () => void;
}) {
  const { x, y, groups, onClose } = props;
  return (
    <Base.Root open onOpenChange={(open) => !open && onClose()}>
      <Popup groups={groups} align="start" anchor={{ getBoundingClientRect: () => new DOMRect(x, y) }} />
    </Base.Root>
  );
}

type PopupProps = Pick<MenuProps, "groups" | "align"> & Pick<Base.Positioner.Props, "anchor">;

function Popup({ groups, align, anchor }: PopupProps) {
  return (
    <Base.Portal>
      <Base.Positioner
        className={popup.positioner}
        sideOffset={4}
        collisionPadding={8}
        {...(align === undefined ? {} : { align })}
        {...(anchor === undefined ? {} : { anchor })}
      >
        <Base.Popup className={popup.popup}>
          <div className={popup.list} role="presentation">
            {groups.map((group, index) => (
              <Base.Group key={group.title ?? group.items[0]?.id ?? index}>
                {index > 0 && <Base.Separator className={popup.separator} />}
                {group.title && <Base.GroupLabel className={popup.group}>{group.title}</Base.GroupLabel>}
                {group.items.map((item) => (
                  <Item key={item.id} item={item} />
                ))}
              </Base.Group>
            ))}
          </div>
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  );
}

function Item({ item }: { readonly item: MenuItem }) {
  if (item.items) {
    return (
      <Base.SubmenuRoot>
        <Base.SubmenuTrigger className={popup.item}>
          <Face item={item} />
          <span className={popup.icon}>
            <ChevronRight />
          </span>
        </Base.SubmenuTrigger>
        <Popup groups={[{ items: item.items }]} />
      </Base.SubmenuRoot>
    );
  }
  const props = {
    className: cx(popup.item, item.danger && popup.danger),
    disabled: item.disabled || item.blocked !== undefined,
    onClick: () => item.run?.(),
  };
  if (item.checked === undefined) {
    const plain = (
      <Base.Item {...props}>
        <Face item={item} />
      </Base.Item>
    );
    return item.blocked === undefined ? (
      plain
    ) : (
      <Tooltip text={item.blocked} side="left">
        {plain}
      </Tooltip>
    );
  }
  return (
    <Base.CheckboxItem {...props} checked={item.checked}>
      <Face item={item} />
      <Base.CheckboxItemIndicator className={popup.check}>
        <Check />
      </Base.CheckboxItemIndicator>
    </Base.CheckboxItem>
  );
}

function Face({ item }: { readonly item: MenuItem }) {
  return (
    <>
      {item.icon && <span className={popup.icon}>{item.icon}</span>}
      <span className={popup.label}>{item.title}</span>
      {item.detail && <span className="fixed small tertiary">{item.detail}</span>}
      {item.keys && <KeyHint keys={item.keys} quiet />}
    </>
  );
}
