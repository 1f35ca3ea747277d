package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"regulars/config"
	"regulars/present"
	"regulars/starter/screen"
	"regulars/starter/session"
	"regulars/worker/check"
)

func newCheck(s *session.Session) *cobra.Command {
	var offline bool
	c := &cobra.Command{
		Use:   "check",
		Short: "Check the config, and dial every shop, channel, ClickHouse and Temporal",
		Long: `Lists every mistake of the config at once, with its line and its remedy. When there
is none, dials whatever the config names and says what each answered.`,
		Example: "  go run ./starter check\n  go run ./starter check --config examples/sandbox.yaml --offline",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runCheck(cmd.Context(), cmd.OutOrStdout(), s, offline)
		},
	}
	c.Flags().BoolVar(&offline, "offline", false, "dial nothing")
	return c
}

func runCheck(ctx context.Context, out io.Writer, s *session.Session, offline bool) error {
	cfg, err := s.Load()
	var mistakes config.Mistakes
	if err != nil && !errors.As(err, &mistakes) {
		return err
	}
	mistakes = append(mistakes, check.TemplateMistakes(cfg)...)
	mistakes = append(mistakes, check.TargetMistakes(cfg)...)
	mistakes = append(mistakes, check.WordMistakes(cfg)...)
	if len(mistakes) > 0 {
		mistakes.Sort()
		screen.Mistakes(out, mistakes)
		return fmt.Errorf("%s has %s", s.ConfigPath, present.Plural(len(mistakes), "mistake"))
	}
	findings := check.Templates(cfg)
	if !offline {
		findings = append(findings, check.All(ctx, cfg)...)
	}
	findings = append([]check.Finding{check.Config(cfg, s.ConfigPath)}, findings...)
	screen.Findings(out, findings)
	if n := check.Failures(findings); n > 0 {
		return fmt.Errorf("%s of %d %s not ok", present.Plural(n, "check"), len(findings), verb(n))
	}
	return nil
}

func verb(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
