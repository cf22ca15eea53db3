package main

import (
	"flag"
	"fmt"
	"io"
	"strings"
)

const completionHelp = `
  bash  source <(emv completion bash)
  zsh   emv completion zsh > "${fpath[1]}/_emv"
  fish  emv completion fish | source`

func runCompletion(c *call) error {
	if err := c.parse(1, 1); err != nil {
		return err
	}
	scripts := map[string]func() string{"bash": bashScript, "zsh": zshScript, "fish": fishScript}
	script, ok := scripts[c.args[0]]
	if !ok {
		return c.usage("SHELL %q: give bash, zsh or fish", c.args[0])
	}
	if *c.json {
		return c.printJSON(map[string]string{"shell": c.args[0], "script": script()})
	}
	c.printf("%s", script())
	return nil
}

// flagsOf asks a command for its flags: it defines them and then finds that help was asked for.
func flagsOf(cmd command) (names []string, words map[string]string) {
	c := newCall(cmd, []string{"-h"}, strings.NewReader(""), io.Discard, io.Discard, func(string) string { return "" })
	_ = cmd.run(c)
	words = map[string]string{}
	c.flags.VisitAll(func(f *flag.Flag) {
		_, text := flag.UnquoteUsage(f)
		names = append(names, "-"+f.Name)
		words[f.Name] = text
	})
	return names, words
}

func commandNames() (names []string) {
	for _, c := range commands() {
		names = append(names, c.name)
	}
	return append(names, "help")
}

func bashScript() string {
	var s strings.Builder
	fmt.Fprintf(&s, "# bash completion for emv\n_emv() {\n\tlocal word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]}\n"+
		"\tif [ \"$COMP_CWORD\" -eq 1 ] || [ \"$command\" = help ]; then\n\t\tCOMPREPLY=($(compgen -W %q -- \"$word\"))\n\t\treturn\n\tfi\n"+
		"\tcase $word in\n\t-*) ;;\n\t*) COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n\tesac\n\tcase $command in\n", strings.Join(commandNames(), " "))
	for _, c := range commands() {
		names, _ := flagsOf(c)
		fmt.Fprintf(&s, "\t%s) COMPREPLY=($(compgen -W %q -- \"$word\")) ;;\n", c.name, strings.Join(names, " "))
	}
	s.WriteString("\tesac\n}\ncomplete -o filenames -F _emv emv\n")
	return s.String()
}

func zshScript() string {
	var s strings.Builder
	s.WriteString("#compdef emv\n_emv() {\n\tlocal -a commands\n\tcommands=(\n")
	for _, c := range commands() {
		fmt.Fprintf(&s, "\t\t%s\n", quoteShell(c.name+":"+c.short))
	}
	s.WriteString("\t)\n\tif (( CURRENT == 2 )); then\n\t\t_describe command commands\n\t\treturn\n\tfi\n\tcase $words[2] in\n")
	for _, c := range commands() {
		names, words := flagsOf(c)
		fmt.Fprintf(&s, "\t%s) _arguments", c.name)
		for _, n := range names {
			text := strings.NewReplacer("[", "(", "]", ")", ":", ",").Replace(words[n[1:]])
			fmt.Fprintf(&s, " %s", quoteShell(n+"["+text+"]"))
		}
		s.WriteString(" '*:file:_files' ;;\n")
	}
	s.WriteString("\tesac\n}\n_emv \"$@\"\n")
	return s.String()
}

func fishScript() string {
	var s strings.Builder
	s.WriteString("# fish completion for emv\n")
	for _, c := range commands() {
		fmt.Fprintf(&s, "complete -c emv -n __fish_use_subcommand -a %s -d %s\n", c.name, quoteShell(c.short))
		names, words := flagsOf(c)
		for _, n := range names {
			fmt.Fprintf(&s, "complete -c emv -n '__fish_seen_subcommand_from %s' -o %s -d %s\n", c.name, n[1:], quoteShell(words[n[1:]]))
		}
	}
	return s.String()
}

func quoteShell(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
