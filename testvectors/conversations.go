package testvectors

import (
	"embed"
	"fmt"
	"path"
	"strings"
)

//go:embed conversations/*.txt
var conversationFiles embed.FS

const conversationFolder = "conversations"

// Conversations is the names of the conversations in conversations/, in order. Each is a text file in the format of
// package apdu/transcript, named NAME.txt.
func Conversations() ([]string, error) {
	entries, err := conversationFiles.ReadDir(conversationFolder)
	if err != nil {
		return nil, fmt.Errorf("testvectors: %w", err)
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = strings.TrimSuffix(e.Name(), ".txt")
	}
	return names, nil
}

// Conversation is the text of a conversation.
func Conversation(name string) ([]byte, error) {
	b, err := conversationFiles.ReadFile(path.Join(conversationFolder, name+".txt"))
	if err != nil {
		return nil, fmt.Errorf("testvectors: %w", err)
	}
	return b, nil
}
