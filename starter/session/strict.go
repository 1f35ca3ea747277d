package session

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Strict makes all commands refuse what they don't know in words of ours, so that a script
// with a mistyped command fails: of itself cobra shows the help of campaign, and succeeds,
// for `campaign aprove`.
func Strict(c *cobra.Command) {
	for _, sub := range c.Commands() {
		Strict(sub)
	}
	switch {
	case c.HasParent() && c.HasSubCommands() && !c.Runnable():
		c.DisableFlagsInUseLine = true
		c.Args = unknownCommand
		c.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	case c.Runnable():
		c.Args = missing(c.Args)
	}
}

// unknownCommand refuses whatever stands behind a command that only holds others.
func unknownCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	c.SuggestionsMinimumDistance = 2
	if meant := c.SuggestionsFor(args[0]); len(meant) > 0 {
		return fmt.Errorf("%s has no command %s: did you mean %s?", c.CommandPath(), args[0], strings.Join(meant, " or "))
	}
	var names []string
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() {
			names = append(names, sub.Name())
		}
	}
	return fmt.Errorf("%s has no command %s: use one of %s", c.CommandPath(), args[0], strings.Join(names, ", "))
}

// missing names what a command lacks: an argument, by how it is called, or a flag, by what
// it is for.
func missing(args cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, given []string) error {
		if args != nil {
			if err := args(c, given); err != nil && strings.Contains(err.Error(), "arg(s)") {
				return fmt.Errorf("%s doesn't take %d arguments: write %s", c.CommandPath(), len(given), strings.TrimSuffix(c.UseLine(), " [flags]"))
			} else if err != nil {
				return err
			}
		}
		var absent error
		c.Flags().VisitAll(func(f *pflag.Flag) {
			required := f.Annotations[cobra.BashCompOneRequiredFlag]
			if absent == nil && len(required) == 1 && required[0] == "true" && !f.Changed {
				absent = fmt.Errorf("--%s is missing: name %s", f.Name, strings.ReplaceAll(f.Usage, "`", ""))
			}
		})
		return absent
	}
}
