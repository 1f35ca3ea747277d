package main

import (
	"github.com/spf13/cobra"

	"regulars"
	"regulars/starter/campaign"
	"regulars/starter/feed"
	"regulars/starter/journey"
	"regulars/starter/notify"
	"regulars/starter/rollout"
	"regulars/starter/session"
	"regulars/starter/setup"
	"regulars/starter/tick"
)

func newRoot() *cobra.Command {
	s := &session.Session{}
	root := &cobra.Command{
		Use:   "starter",
		Short: "Start, schedule, backfill and show the nights of a brand",
		Long: `Regulars pulls a brand's orders every night, computes the member KPIs and sends
each lifecycle stage its campaign.

A local stack (starter up) is found automatically; TEMPORAL_ADDRESS, CLICKHOUSE_ADDR
and their relatives name others.`,
		Example:       "  go run ./starter demo\n  go run ./starter check --config regulars.yaml",
		Version:       regulars.Version,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.PersistentFlags().StringVar(&s.ConfigPath, "config", "regulars.yaml", "the config `file`")
	root.PersistentFlags().StringVar(&s.BrandName, "brand", "", "the `name` of the brand, where the config has several")
	root.SetVersionTemplate("regulars {{.Version}}\n")
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(
		newDemo(s),
		newUp(s),
		setup.Command(),
		setup.ShopCommand(&s.ConfigPath, &s.BrandName),
		newCheck(s),
		feed.New(&s.ConfigPath, &s.BrandName),
		newRun(s),
		newBackfill(s),
		newSweep(s),
		newSchedule(s),
		newKPI(s),
		newSegments(s),
		newReport(s),
		newBacktest(s),
		newStatus(s),
		campaign.New(s),
		journey.New(s),
		notify.New(s),
		tick.New(s),
		newAudience(s),
		newErase(s),
		newRejected(s),
		newBackup(s),
		newRestore(s),
		newUpgrade(s),
		rollout.New(s),
		newConsole(s),
		newVersion(),
	)
	session.Strict(root)
	return root
}
