package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"regulars/config"
	"regulars/starter/runs"
	"regulars/starter/status"
)

func newStatus(s *session) *cobra.Command {
	var all bool
	c := &cobra.Command{
		Use:     "status",
		Short:   "Show the nights, backfills, campaigns and holds of a brand",
		Example: "  go run ./starter status",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, brand, err := s.brand()
			if err != nil {
				return err
			}
			return showStatus(cmd.Context(), cmd.OutOrStdout(), cfg, brand, all)
		},
	}
	c.Flags().BoolVar(&all, "all", false, "older nights, backfills, campaigns and holds, too")
	return c
}

func showStatus(ctx context.Context, out io.Writer, cfg *config.Config, brand *config.Brand, all bool) error {
	c, err := dialTemporal(ctx, cfg)
	if err != nil {
		return err
	}
	defer c.Close()
	db, err := openClickHouse(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	shown := runs.Shown
	if all {
		shown = runs.All
	}
	return status.Show(ctx, out, c, db, cfg, brand, shown)
}
