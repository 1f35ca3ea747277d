// Command programmes walks the journeys of examples/journeys.yaml over the three years of the
// sandbox brand, as `starter journey replay` does, and prints docs/programmes.md: who would have
// come in, what each step would have sent, and why they left. Journeys that go on between the nights
// walk every night and the ticks between them, whatever -every says.
//
//	go run ./bench/programmes -dir /tmp/programmes > docs/programmes.md
//
// The brand is the same on every machine: its seed, its size and the moment at which its history
// ends are given. With -dir what was loaded and walked is kept, so that a run that was stopped
// goes on.
package main
