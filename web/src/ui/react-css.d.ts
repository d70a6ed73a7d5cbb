import "react";

declare module "react" {
  interface CSSProperties {
    /** Custom properties carry measures from code to the style sheet. */
    readonly [token: `--${string}`]: string | number | undefined;
  }
}
