// Package status shows how a brand stands: what is computed, which workers are there, its
// nights, backfills, campaigns and holds, and what each campaign waits for.
//
// It reads Temporal for what runs and ClickHouse for what came of it, and writes nothing.
package status
