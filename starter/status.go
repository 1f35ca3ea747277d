package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"regulars/config"
	"regulars/starter/session"
	"regulars/starter/status"
	"regulars/worker/runs"
)

func newStatus(s *session.Session) *cobra.Command {
	var all, shops bool
	c := &cobra.Command{
		Use:     "status",
		Short:   "Show the nights, backfills, campaigns and holds of a brand",
		Example: "  go run ./starter status\n  go run ./starter status --shops",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, brand, err := s.Brand()
			if err != nil {
				return err
			}
			return showStatus(cmd.Context(), cmd.OutOrStdout(), cfg, brand, all, shops)
		},
	}
	c.Flags().BoolVar(&all, "all", false, "older nights, backfills, campaigns and holds, too")
	c.Flags().BoolVar(&shops, "shops", false, "how the pulls of the shops stand instead")
	return c
}

func showStatus(ctx context.Context, out io.Writer, cfg *config.Config, brand *config.Brand, all, shops bool) error {
	c, err := session.DialTemporal(ctx, cfg)
	if err != nil {
		return err
	}
	defer c.Close()
	db, err := session.OpenClickHouse(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if shops {
		return status.Shops(ctx, out, c, db, cfg, brand)
	}
	shown := runs.Shown
	if all {
		shown = runs.All
	}
	return status.Show(ctx, out, c, db, cfg, brand, shown)
}
