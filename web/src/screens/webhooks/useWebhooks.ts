import { useEffect } from "react";
import { WebhookListDocument } from "../../../generated/graphql.ts";
import { type Reading, useReading } from "../../app/useReading.ts";
import { request } from "../../data/request.ts";
import type { Delivery, Webhook } from "./webhook.ts";

export interface WebhookList {
  readonly webhooks: readonly Webhook[];
  readonly more: boolean;
  /** The newest, of all of them. */
  readonly deliveries: readonly Delivery[];
  readonly moreDeliveries: boolean;
}

/** Refused calls start no run, so nothing tells of them: those are seen at the next look. */
const LOOK = 5_000;

export function useWebhooks(): Reading<WebhookList> {
  const reading = useReading("webhooks", async (signal) => {
    const answer = await request(WebhookListDocument, {}, signal);
    return {
      seq: answer.changeSeq,
      value: {
        webhooks: answer.webhooks?.nodes ?? [],
        more: answer.webhooks?.pageInfo.hasNextPage ?? false,
        deliveries: answer.webhookDeliveries?.nodes ?? [],
        moreDeliveries: answer.webhookDeliveries?.pageInfo.hasNextPage ?? false,
      },
    };
  });
  const { again } = reading;
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) again();
    }, LOOK);
    return () => clearInterval(timer);
  }, [again]);
  return reading;
}
