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
	a := Answers{Shop: Shop{Settings: map[string]string{}}}
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
	shopFlags(c, &a.Shop)
	f.StringSliceVar(&a.Channels, "channels", nil, "edm, sms and line, as far as they are used")
	f.BoolVar(&yes, "yes", false, "ask nothing")
	return c
}

// shopFlags are those of one shop: what its platform needs, as connectors knows it.
func shopFlags(c *cobra.Command, s *Shop) {
	f := c.Flags()
	f.StringVar(&s.Platform, "platform", "", "where it sells: "+strings.Join(platforms(), ", ")+"; default file")
	for _, setting := range allAsked() {
		f.Func(strings.TrimPrefix(flagOf(setting.Key), "--"), fmt.Sprintf("the shop's `%s`, such as %s", setting.Key, setting.Example), func(value string) error {
			s.Settings[setting.Key] = value
			return nil
		})
	}
	f.StringVar(&s.Feed, "feed", "", "the `path` of the files of its orders")
	f.StringVar(&s.Preset, "preset", "", "the ready-made feed that reads them, by `name`: "+strings.Join(presets.Names(), ", "))
	f.StringToStringVar(&s.Columns, "column", nil, "what a column is made of, such as order_id=單號; may be repeated")
}

// ShopCommand returns `starter shop`.
func ShopCommand(configPath, brand *string) *cobra.Command {
	c := &cobra.Command{
		Use: "shop", Short: "Add a shop to the config",
		Example: "  go run ./starter shop add --name tw --platform cyberbiz",
	}
	s := Shop{Settings: map[string]string{}}
	var yes bool
	add := &cobra.Command{
		Use:   "add",
		Short: "Write one more shop into the config, from a few questions or from flags",
		Long: `Asks for what it wasn't given and writes the shop behind the others of its brand. All else
in the file stays, comments and all; nothing is written that wouldn't load. Nothing is
asked with --yes, or where there is no terminal.`,
		Example: `  go run ./starter shop add
  go run ./starter shop add --yes --name tw --platform shopline --handle tea
  go run ./starter shop add --yes --name till --feed 'sales/*.csv' --column order_id=單號 --column placed_at=日期 --column amount=金額`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			asks := !yes && term.IsTerminal(int(os.Stdin.Fd()))
			return addShop(cmd.InOrStdin(), cmd.OutOrStdout(), *configPath, *brand, s, asks)
		},
	}
	add.Flags().StringVar(&s.Name, "name", "", "the shop's `name`, of a-z, 0-9, - and _; default web, or store of files")
	shopFlags(add, &s)
	add.Flags().BoolVar(&yes, "yes", false, "ask nothing")
	c.AddCommand(add)
	return c
}

func addShop(in io.Reader, out io.Writer, path, brand string, s Shop, asks bool) error {
	if asks {
		var err error
		if s, err = AskShop(in, out, s); err != nil {
			return err
		}
	}
	variables, err := AddShop(path, brand, s)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s has the shop %s now.\n", path, s.withDefaults().Name)
	showNext(out, path, variables)
	return nil
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
	fmt.Fprintf(out, "%s is written.\n", path)
	showNext(out, path, variables)
	return nil
}

// showNext shows what a person does with a config that was just written.
func showNext(out io.Writer, path string, variables []string) {
	if len(variables) > 0 {
		fmt.Fprintln(out, "Set what it refers to:")
	}
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
}
