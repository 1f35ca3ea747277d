package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"regulars/config"
	"regulars/starter/status"
)

func newStatus(s *session) *cobra.Command {
	return &cobra.Command{
		Use:     "status",
		Short:   "Show the nights, backfills, campaigns and holds of a brand",
		Example: "  go run ./starter status",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, brand, err := s.brand()
			if err != nil {
				return err
			}
			return showStatus(cmd.Context(), cmd.OutOrStdout(), cfg, brand)
		},
	}
}

func showStatus(ctx context.Context, out io.Writer, cfg *config.Config, brand *config.Brand) error {
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
	return status.Show(ctx, out, c, db, cfg, brand)
}
