package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"regulars"
)

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the release of this program",
		Example: "  go run ./starter version",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintln(cmd.OutOrStdout(), "regulars "+regulars.Version)
			return err
		},
	}
}
