import { Toast } from "@base-ui/react/toast";
import { CircleCheck, CircleX, X } from "lucide-react";
import { Button } from "../controls/Button.tsx";
import styles from "./Toaster.module.css";
import { type ToastExtras, toasts } from "./toast.ts";

export function Toaster() {
  return (
    <Toast.Provider toastManager={toasts} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className={styles.viewport}>
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function List() {
  const manager = Toast.useToastManager<ToastExtras>();
  return manager.toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} swipeDirection="right" className={styles.toast}>
      <Toast.Content className={styles.content}>
        {toast.type === "failed" ? (
          <CircleX className={styles.failed} aria-hidden="true" />
        ) : (
          <CircleCheck className={styles.done} aria-hidden="true" />
        )}
        <div className="grow anywhere">
          <Toast.Title className={styles.title} />
          <Toast.Description className={styles.description} />
          {toast.data?.code && <code className={styles.code}>{toast.data.code}</code>}
        </div>
        {toast.data?.undo && (
          <Button
            size="small"
            onClick={() => {
              toast.data?.undo?.();
              manager.close(toast.id);
            }}
          >
            Undo
          </Button>
        )}
        <Toast.Close className={styles.close} aria-label="Dismiss">
          <X />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
