namespace AgentMemory.Native;

/// <summary>enum llama_vocab_type.</summary>
internal enum VocabularyKind
{
    None = 0,
    SentencePiece = 1,
    BytePair = 2,
    WordPiece = 3,
    Unigram = 4,
    Rwkv = 5,
    Plamo = 6,
}
