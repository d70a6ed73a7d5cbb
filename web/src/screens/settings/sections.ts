/** The parts of Settings: an address each. What is for all comes after what is for oneself. */
export const sections = [
  { id: "appearance", title: "Appearance", words: "In this browser" },
  { id: "secrets", title: "Secrets", words: "Set, never read" },
  { id: "variables", title: "Variables", words: "What differs by installation" },
  { id: "tokens", title: "Tokens and roles", words: "Who may do what" },
  { id: "audit", title: "Audit", words: "Who did what, when" },
  { id: "schedules", title: "Schedules", words: "What is due next" },
  { id: "workers", title: "Workers and health", words: "Who runs the steps" },
  { id: "engine", title: "Engine", words: "Retention and limits" },
] as const;

export type SectionId = (typeof sections)[number]["id"];

export const isSection = (text: string | undefined): text is SectionId =>
  sections.some((section) => section.id === text);
