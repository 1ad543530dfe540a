/** How much of everything: a whole run (an hour and a half) for figures that are told, a quick one to see that all works. Times in seconds; `rates`: requests a second, in how many rounds, and for how long each; the bars are at 200, where a round is long enough for its p99 to be more than one collection of garbage. `atOnce`: how many streams, and in how many rounds. */
export const plans = {
  whole: {
    decision: { turns: 5_000 },
    store: { sizes: [0, 10_000, 1_000_000], turns: 5 },
    latency: { leadSeconds: 4, rates: { 50: { rounds: 2, seconds: 4 }, 200: { rounds: 4, seconds: 16 }, 500: { rounds: 2, seconds: 4 } }, warm: 12_000 },
    streams: { rounds: 4, warm: 6_000, first: { rate: 50, seconds: 4, leadSeconds: 1 }, atOnce: { 100: 1, 500: 5, 1_000: 1 }, seconds: 5 },
    failover: { rounds: { 429: 16, 500: 4 }, warm: 6_000, rate: 20, seconds: 2 },
    growth: {
      rounds: 2, warm: 4_000, rate: 25, seconds: 3, leadSeconds: 1, sizes: [1_000, 10_000, 100_000, 1_000_000], histories: [1, 10, 100, 1_000],
      rules: [1, 100, 1_000], models: [1, 100, 1_000],
    },
    memory: { requests: 100_000, steps: 5, rate: 200, warm: 2_000 },
  },
  quick: {
    decision: { turns: 1_000 },
    store: { sizes: [0, 100_000], turns: 3 },
    latency: { leadSeconds: 1, rates: { 50: { rounds: 2, seconds: 3 }, 200: { rounds: 2, seconds: 3 }, 500: { rounds: 2, seconds: 3 } }, warm: 10_000 },
    streams: { rounds: 2, warm: 3_000, first: { rate: 40, seconds: 3, leadSeconds: 1 }, atOnce: { 100: 1, 500: 1, 1_000: 1 }, seconds: 3 },
    failover: { rounds: { 429: 4, 500: 2 }, warm: 5_000, rate: 20, seconds: 2 },
    growth: {
      rounds: 1, warm: 2_000, rate: 20, seconds: 2, leadSeconds: 1, sizes: [1_000, 100_000, 1_000_000], histories: [1, 100, 1_000], rules: [1, 100, 1_000], models: [1, 100, 1_000],
    },
    memory: { requests: 6_000, steps: 3, rate: 200, warm: 500 },
  },
};
