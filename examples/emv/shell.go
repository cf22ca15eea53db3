package main

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/examples/internal/visible"
)

const about = `Emv reads payment cards and explains what they say.

Every command takes -json, which prints one JSON object and nothing else. Flags take one dash or two.
Exit status: 0 done, 1 the answer is no, 2 a bad command line or file, or an output that cannot be written.`

// toolCommands are the commands about the tool.
func toolCommands() []command {
	return []command{
		{"completion", "bash | zsh | fish | powershell", "print a completion script for a shell", completionHelp, 1, 1, completionCommand},
	}
}

// streams are what a command reads from and writes to.
type streams struct {
	in        io.Reader
	out, errw io.Writer
	color     bool
}

// execute runs the command that the arguments name.
func (s *streams) execute(args []string) error {
	root := s.root(args)
	word := 0
	if len(args) > 1 && (args[0] == cobra.ShellCompRequestCmd || args[0] == cobra.ShellCompNoDescRequestCmd) {
		word = 1
		completeValues(root)
	}
	flags := root.PersistentFlags()
	for _, k := range root.Commands() {
		if len(args) > word && k.Name() == args[word] {
			flags = k.Flags()
		}
	}
	root.SetArgs(dashes(flags, args))
	if word == 1 {
		last := args[len(args)-1]
		return answerShell(root, s.out, strings.HasPrefix(last, "-") && !strings.HasPrefix(last, "--"))
	}
	return root.Execute()
}

// root is the command line as cobra has it. Where the first word is a command the others are left out, and elsewhere flags are defined for the commands
// alone that are among the words: all of it would take as long as most commands themselves.
func (s *streams) root(args []string) *cobra.Command {
	root := &cobra.Command{
		Use: "emv", Short: "read payment cards and explain what they say", Long: about, SilenceErrors: true, SilenceUsage: true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true}, SuggestionsMinimumDistance: 2, Args: unknown,
		RunE: func(root *cobra.Command, _ []string) error {
			if json, _ := root.PersistentFlags().GetBool("json"); json {
				return fmt.Errorf("%wemv: which command is missing; emv help lists them", errUsage)
			}
			root.SetOut(s.errw)
			if err := root.Help(); err != nil {
				return err
			}
			return errUsage
		},
	}
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.errw)
	root.SetHelpFunc(help)
	root.SetFlagErrorFunc(func(k *cobra.Command, err error) error {
		text := strings.ReplaceAll(err.Error(), "--", "-")
		if k == root {
			return fmt.Errorf("%wemv: %s; emv help tells the flags", errUsage, text)
		}
		return usage(k.Name(), "%s", text)
	})
	json := root.PersistentFlags().Bool("json", false, "print one JSON object and nothing else")
	list := groups()
	alone := len(args) > 0 && slices.ContainsFunc(list, func(g group) bool {
		return slices.ContainsFunc(g.commands, func(c command) bool { return c.name == args[0] })
	})
	for _, g := range list {
		root.AddGroup(&cobra.Group{ID: g.title, Title: g.title})
		for _, c := range g.commands {
			if alone && c.name != args[0] {
				continue
			}
			k := newCall(c, s, json).cobra(slices.Contains(args, c.name))
			k.GroupID = g.title
			root.AddCommand(k)
		}
	}
	root.SetHelpCommand(helpCommand(root))
	root.SetHelpCommandGroupID(list[len(list)-1].title)
	return root
}

// unknown refuses the name of a command that there is not, and suggests the one that was probably meant.
func unknown(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	meant := ""
	if names := root.SuggestionsFor(args[0]); len(names) > 0 {
		meant = fmt.Sprintf(" (did you mean %q?)", names[0])
	}
	return fmt.Errorf("%wemv: no command %q%s; emv help lists them", errUsage, args[0], meant)
}

// cobra is the command as cobra has it, with what it does if it is the one that was asked for.
func (c *call) cobra(asked bool) *cobra.Command {
	k := &cobra.Command{
		Use: strings.TrimSpace(c.command.name + " [flags] " + c.command.args), Short: c.command.short,
		Long: sentence(c.command.short) + ".\n\n" + strings.Trim(c.command.long, "\n"), DisableFlagsInUseLine: true,
		Args: c.check, ValidArgsFunction: c.complete,
		Run: func(*cobra.Command, []string) {},
	}
	if !asked {
		return k
	}
	k.Flags().SortFlags = false
	c.flags = k.Flags()
	run := c.command.define(c)
	k.RunE = func(_ *cobra.Command, args []string) error {
		c.args = args
		return run()
	}
	return k
}

// check checks how many arguments there are.
func (c *call) check(_ *cobra.Command, args []string) error {
	switch {
	case len(args) < c.command.least:
		if words := strings.Split(c.command.args, " | "); len(words) > 1 {
			return c.usage("what it is to do is missing: give %s", either(words))
		}
		return c.usage("%s is missing", strings.Fields(c.command.args + " argument")[len(args)])
	case len(args) > c.command.most:
		return c.usage("too many arguments: %d where %d belong", len(args), c.command.most) // unquoted: it may be a PIN
	}
	return nil
}

// dashes writes flags with two dashes, as pflag has them; one is enough, as everywhere among the examples. Values of flags
// stay as they are.
func dashes(flags *pflag.FlagSet, args []string) []string {
	args = slices.Clone(args)
	for i := 0; i < len(args); i++ {
		name, flag := strings.CutPrefix(args[i], "-")
		name = strings.TrimPrefix(name, "-")
		switch {
		case args[i] == "--":
			return args
		case !flag || name == "" || name == "h":
			continue
		}
		args[i] = "--" + name
		if f := flags.Lookup(name); f != nil && f.NoOptDefVal == "" {
			i++
		}
	}
	return args
}

// help prints what a command is for, how it is called, and its flags.
func help(k *cobra.Command, _ []string) {
	text := strings.TrimSpace(or(k.Long, k.Short)) + "\n\n" + strings.ReplaceAll(strings.TrimSpace(k.UsageString()), " --", " -") + "\n"
	if json, err := k.Root().PersistentFlags().GetBool("json"); err == nil && json {
		_ = visible.PrintJSON(k.OutOrStdout(), map[string]string{"command": k.Name(), "help": text})
		return
	}
	fmt.Fprint(k.OutOrStdout(), text)
}

func helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]", Short: "tell a command's arguments and flags", DisableFlagsInUseLine: true,
		ValidArgsFunction: func(*cobra.Command, []string, string) (names []string, _ cobra.ShellCompDirective) {
			for _, k := range root.Commands() {
				if k.IsAvailableCommand() {
					names = append(names, cobra.CompletionWithDesc(k.Name(), k.Short))
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			k, rest, err := root.Find(args)
			if err == nil && k == root {
				err = unknown(root, rest)
			}
			if err != nil {
				return err
			}
			return k.Help()
		},
	}
}

const completionHelp = `
  bash        source <(emv completion bash)     with the package bash-completion
  zsh         emv completion zsh > "${fpath[1]}/_emv"
  fish        emv completion fish | source
  powershell  emv completion powershell | Out-String | Invoke-Expression`

func completionCommand(c *call) func() error {
	return func() error {
		root := (&streams{in: c.in}).root(nil)
		var script bytes.Buffer
		var err error
		switch shell := c.args[0]; shell {
		case "bash":
			err = root.GenBashCompletionV2(&script, true)
		case "zsh":
			err = root.GenZshCompletion(&script)
		case "fish":
			err = root.GenFishCompletion(&script, true)
		case "powershell":
			err = root.GenPowerShellCompletionWithDesc(&script)
		default:
			return c.usage("SHELL %q: give bash, zsh, fish or powershell", shell)
		}
		switch {
		case err != nil:
			return err
		case *c.json:
			return c.printJSON(map[string]string{"shell": c.args[0], "script": script.String()})
		}
		_, err = script.WriteTo(c.out)
		return err
	}
}

// complete is the first argument's words where it is one of several, a file where it is one, and nothing else.
func (c *call) complete(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	words := strings.Split(c.command.args, " | ")
	switch {
	case len(words) > 1 && len(args) == 0:
		return words, cobra.ShellCompDirectiveNoFileComp
	case len(args) >= c.command.most || c.command.args == "HEX" || c.command.args == "TAG":
		return nil, cobra.ShellCompDirectiveNoFileComp
	default:
		return nil, cobra.ShellCompDirectiveDefault
	}
}

// completeValues lets a shell complete the values of flags that take names.
func completeValues(root *cobra.Command) {
	for name, values := range map[string]string{"card": setup.CardNames() + ", " + setup.TapNames(), "config": setup.ConfigNames(), "interface": "contact, contactless", "kind": setup.KindNames()} {
		for _, k := range root.Commands() {
			if k.Flags().Lookup(name) != nil {
				_ = k.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(strings.Split(values, ", "), cobra.ShellCompDirectiveDefault))
			}
		}
	}
}

// answerShell answers a shell that completes a word, flags with the one dash with which the word begins.
func answerShell(root *cobra.Command, out io.Writer, oneDash bool) error {
	var text bytes.Buffer
	root.SetOut(&text)
	err := root.Execute()
	for line := range strings.Lines(text.String()) {
		if name, ok := strings.CutPrefix(line, "--"); ok && oneDash {
			line = "-" + name
		}
		fmt.Fprint(out, strings.ReplaceAll(line, "`", ""))
	}
	return err
}

func sentence(s string) string {
	r := []rune(s)
	r[0] = unicode.ToUpper(r[0])
	return string(r)
}
