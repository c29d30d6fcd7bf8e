using System.Text;
using AgentMemory.Core.Models;

namespace AgentMemory.Inference.Text;

/// <summary>
/// The tokens of the last prompts. A prompt that begins like one of them is tokenised only from a little before the
/// place where they part; that nothing further left changes is seen from the tokens that come out twice. Turn by turn
/// a game's prompt grows by a line, and tokenising it anew took longer than a small model's evaluation.
/// </summary>
internal sealed class PromptMemory
{
    private const int Prompts = 64;

    /// <summary>Tokens before the parting that are tokenised again; half of them must come out as they were.</summary>
    private const int SeamTokens = 16;

    private readonly Tokenizer _tokenizer;
    private readonly Entry?[] _entries = new Entry?[Prompts];
    private int _next;

    internal PromptMemory(Tokenizer tokenizer) => _tokenizer = tokenizer;

    internal void Forget() => Array.Clear(_entries);

    /// <summary>The tokens of <see cref="PromptTokens"/>.</summary>
    internal int[] Encode(string prompt)
    {
        Entry? nearest = null;
        var common = 0;
        foreach (var entry in _entries)
        {
            var shared = entry?.Text.AsSpan().CommonPrefixLength(prompt) ?? 0;
            if (shared > common)
            {
                (nearest, common) = (entry, shared);
            }
        }

        if (nearest is not null && common == prompt.Length && common == nearest.Text.Length)
        {
            return nearest.Tokens;
        }

        var tokens = (nearest is null ? null : Continue(nearest, common, prompt)) ?? PromptTokens.Of(_tokenizer, prompt);
        if (Entry.Make(prompt, tokens, _tokenizer) is { } made)
        {
            _entries[_next] = made;
            _next = (_next + 1) % Prompts;
        }

        return tokens;
    }

    private int[]? Continue(Entry entry, int common, string prompt)
    {
        var start = entry.TokensWithin(common) - SeamTokens;
        while (start > 1 && !(entry.Ends[start - 1] is >= 0 and var at && _tokenizer.CanBegin(prompt.AsSpan(at))))
        {
            start--;
        }

        if (start <= 1)
        {
            return null;
        }

        var tail = _tokenizer.EncodeFrom(prompt.AsSpan(entry.Ends[start - 1]));
        var again = entry.Tokens.AsSpan(start, SeamTokens / 2);
        return tail.AsSpan().StartsWith(again) ? [.. entry.Tokens.AsSpan(0, start), .. tail] : null;
    }

    /// <param name="Text">The prompt.</param>
    /// <param name="Tokens">Its tokens.</param>
    /// <param name="Ends">Where each token ends in the text, in characters; -1 inside of a character.</param>
    private sealed record Entry(string Text, int[] Tokens, int[] Ends)
    {
        /// <summary>Null where the tokens do not write the text to the byte.</summary>
        internal static Entry? Make(string text, int[] tokens, Tokenizer tokenizer)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var ends = new int[tokens.Length];
            var (from, whole, character) = (0, 0, 0);
            // A begin mark that the text does not have itself writes nothing of it.
            var added = tokens.Length > 0 && tokenizer.Marks is { AddsBegin: true } marks && tokens[0] == marks.Begin
                && !bytes.AsSpan().StartsWith(tokenizer.Piece(tokens[0]));
            for (var i = 0; i < tokens.Length; i++)
            {
                if (i > 0 || !added)
                {
                    var piece = tokenizer.PieceAt(tokens[i], isFirst: from == 0);
                    if (!bytes.AsSpan(from).StartsWith(piece))
                    {
                        return null;
                    }

                    from += piece.Length;
                }

                var isWhole = from == bytes.Length || (bytes[from] & 0xC0) != 0x80;
                if (isWhole)
                {
                    character += Encoding.UTF8.GetCharCount(bytes, whole, from - whole);
                    whole = from;
                }

                ends[i] = isWhole ? character : -1;
            }

            return from == bytes.Length ? new Entry(text, tokens, ends) : null;
        }

        /// <summary>How many first tokens end at or before a character.</summary>
        internal int TokensWithin(int characters)
        {
            var count = Ends.Length;
            while (count > 0 && (Ends[count - 1] < 0 || Ends[count - 1] > characters))
            {
                count--;
            }

            return count;
        }
    }
}
