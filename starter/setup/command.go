package setup

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"regulars/config/presets"
)

// Command returns `starter init`.
func Command() *cobra.Command {
	var a Answers
	var yes bool
	c := &cobra.Command{
		Use:   "init [FILE]",
		Short: "Write a first regulars.yaml from a few questions, or from flags",
		Long: `Asks for what it wasn't given, writes a commented config and names the variables
that hold its secrets. Nothing is asked with --yes, or where there is no terminal. A
file that is there already stays as it is.`,
		Example: `  go run ./starter init
  go run ./starter init --yes --brand tea --platform shopify --url https://tea.myshopify.com
  go run ./starter init tea.yaml --yes --platform file --feed 'sales/*.csv' --column order_id=單號 --column placed_at=日期 --column amount=金額
  go run ./starter init --yes --feed 'exports/orders_*.csv' --preset shopify-orders`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			path := append(args, "regulars.yaml")[0]
			asks := !yes && term.IsTerminal(int(os.Stdin.Fd()))
			return run(cmd.InOrStdin(), cmd.OutOrStdout(), path, a, asks)
		},
	}
	f := c.Flags()
	f.StringVar(&a.Brand, "brand", "", "the brand's `name`, of a-z, 0-9, - and _; default shop")
	f.StringVar(&a.Timezone, "timezone", "", "its IANA time `zone`; default Asia/Taipei")
	f.StringVar(&a.Currency, "currency", "", "its ISO 4217 `code`; default TWD")
	f.StringVar(&a.Language, "language", "", "of its reports: en (default) or zh-Hant")
	f.StringVar(&a.Platform, "platform", "", "where it sells: file (default), shopify, woocommerce, medusa or vendure")
	f.StringVar(&a.URL, "url", "", "the shop's `address`")
	f.StringVar(&a.Feed, "feed", "", "the `path` of the files of its orders")
	f.StringVar(&a.Preset, "preset", "", "the ready-made feed that reads them, by `name`: "+strings.Join(presets.Names(), ", "))
	f.StringToStringVar(&a.Columns, "column", nil, "what a column is made of, such as order_id=單號; may be repeated")
	f.StringSliceVar(&a.Channels, "channels", nil, "edm, sms and line, as far as they are used")
	f.BoolVar(&yes, "yes", false, "ask nothing")
	return c
}

func run(in io.Reader, out io.Writer, path string, a Answers, asks bool) error {
	if _, err := os.Stat(path); err == nil {
		return fmt.Errorf("%s is there already and stays as it is: name another file: %w", path, os.ErrExist)
	}
	if asks {
		var err error
		if a, err = Ask(in, out, a); err != nil {
			return err
		}
	}
	variables, err := Write(path, a)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s is written. Set what it refers to:\n", path)
	for _, name := range variables {
		value := "…"
		if name == "HASH_KEY" {
			value = "$(openssl rand -hex 32)"
		}
		fmt.Fprintf(out, "  export %s=%s\n", name, value)
	}
	config := ""
	if path != "regulars.yaml" {
		config = " --config " + path
	}
	fmt.Fprintf(out, "Then: go run ./starter check%s, and go run ./starter up%s\n", config, config)
	return nil
}
