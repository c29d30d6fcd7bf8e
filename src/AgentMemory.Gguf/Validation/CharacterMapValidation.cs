using System.Buffers.Binary;

namespace AgentMemory.Gguf.Validation;

/// <summary>
/// The character map of a unigram vocabulary (SentencePiece's precompiled_charsmap): a compact double array behind its
/// length, then replacement texts closed by zero. llama.cpp walks it with every text, and a step outside throws through
/// frames that cannot catch. Every step that can be taken from the root is taken here.
/// </summary>
internal static class CharacterMapValidation
{
    private const string Key = "tokenizer.ggml.precompiled_charsmap";

    /// <exception cref="ModelFileException">A step leads outside, or a replacement has no end.</exception>
    internal static void Check(GgufFile file)
    {
        if (!file.TryGet(Key, out var entry))
        {
            return;
        }

        if (!entry.IsArray || entry.Type is not (GgufValueType.UInt8 or GgufValueType.Int8))
        {
            throw Fault(file, "is no array of bytes");
        }

        var map = file.Values(entry);
        if (map.Length < sizeof(uint))
        {
            throw Fault(file, "is too short");
        }

        var arrayBytes = BinaryPrimitives.ReadUInt32LittleEndian(map);
        if (arrayBytes + (long)sizeof(uint) >= map.Length || arrayBytes % sizeof(uint) != 0)
        {
            throw Fault(file, "claims more than it has");
        }

        var nodes = map.Slice(sizeof(uint), (int)arrayBytes);
        var texts = map[(sizeof(uint) + (int)arrayBytes)..];
        if (nodes.Length > 0)
        {
            Walk(file, nodes, texts);
        }
    }

    private static void Walk(GgufFile file, ReadOnlySpan<byte> nodes, ReadOnlySpan<byte> texts)
    {
        var count = (uint)(nodes.Length / sizeof(uint));
        var lastEnd = texts.LastIndexOf((byte)0);
        var visited = new bool[count];
        var waiting = new Stack<uint>();
        waiting.Push(Base(Node(nodes, 0)));
        while (waiting.TryPop(out var start))
        {
            for (var character = 1u; character < 256; character++)
            {
                var index = start ^ character;
                if (index >= count)
                {
                    throw Fault(file, "leads outside itself");
                }

                var node = Node(nodes, index);
                if ((node & 0x8000_00FF) != character || visited[index])
                {
                    continue;
                }

                visited[index] = true;
                var next = index ^ Base(node);
                if ((node & 0x100) != 0 && (next >= count || (Node(nodes, next) & 0x7FFF_FFFF) > lastEnd))
                {
                    throw Fault(file, "replaces by a text that has no end");
                }

                waiting.Push(next);
            }
        }
    }

    private static uint Node(ReadOnlySpan<byte> nodes, uint index) =>
        BinaryPrimitives.ReadUInt32LittleEndian(nodes[(int)(index * sizeof(uint))..]);

    private static uint Base(uint node) => (node >> 10) << (int)((node & 0x200) >> 6);

    private static ModelFileException Fault(GgufFile file, string what) =>
        new(file.Path, $"holds a character map that {what} ({Key}). Convert it again with its tokenizer.");
}
