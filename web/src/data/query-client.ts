import { QueryCache, QueryClient } from "@tanstack/react-query";
import { backoff } from "./backoff.ts";
import { toProblem } from "./problem.ts";

/**
 * What the server last said, by question. Live topics say when an answer is old, so nothing is asked again for mere age
 * or for a window that was focused.
 */
export const queryClient = new QueryClient({
  queryCache: new QueryCache(),
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      gcTime: 5 * 60_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => toProblem(error).code === "offline" && count < 4,
      retryDelay: (count) => backoff(count),
    },
    mutations: {
      // A mutation may have happened although its answer was lost: a person decides, or its idempotency key.
      retry: false,
    },
  },
});
