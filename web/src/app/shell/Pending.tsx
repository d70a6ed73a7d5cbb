import { Skeleton } from "../../ui/feedback/Skeleton.tsx";

export function Pending() {
  return <Skeleton shape="row" lines={10} label="Loading the page" />;
}
