package testvectors

import (
	"embed"
	"fmt"
	"path"
	"strings"
)

//go:embed conversations/*.txt conversations/*.json
var conversationFiles embed.FS

const (
	conversationFolder = "conversations"
	conversationSuffix = ".txt"
)

// Conversations is the names of the conversations in conversations/, in order. Each is a text file in the format of
// package apdu/transcript, named NAME.txt. conversations/header.md says what the header lines mean.
func Conversations() ([]string, error) {
	entries, err := conversationFiles.ReadDir(conversationFolder)
	if err != nil {
		return nil, fmt.Errorf("testvectors: %w", err)
	}
	var names []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), conversationSuffix); ok {
			names = append(names, name)
		}
	}
	return names, nil
}

// Conversation is the text of a conversation.
func Conversation(name string) ([]byte, error) {
	b, err := conversationFiles.ReadFile(path.Join(conversationFolder, name+conversationSuffix))
	if err != nil {
		return nil, fmt.Errorf("testvectors: %w", err)
	}
	return b, nil
}

// ConversationConfig is the terminal configuration that the header line config of a conversation names, for package
// kernel/config: the terminal that was captured, as far as the conversation tells.
func ConversationConfig(name string) ([]byte, error) {
	b, err := conversationFiles.ReadFile(path.Join(conversationFolder, name+".json"))
	if err != nil {
		return nil, fmt.Errorf("testvectors: %w", err)
	}
	return b, nil
}
