package view

import (
	"context"

	"regulars/schema"
)

// UnmappedWord is a status word of which nobody said what it means: its orders don't count.
type UnmappedWord struct {
	Shop   string `ch:"shop"`
	Word   string `ch:"word"`
	Orders uint64 `ch:"orders"`
}

// UnmappedWords lists the status words of a brand's stored orders that nobody mapped, the
// most frequent first.
func UnmappedWords(ctx context.Context, db *schema.DB, brand string) ([]UnmappedWord, error) {
	var rows []UnmappedWord
	err := unmapped.Select(ctx, db, &rows, brandParams{brand})
	return rows, err
}
