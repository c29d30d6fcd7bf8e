using System.Text;
using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Loading;
using AgentMemory.Inference.Text;

namespace AgentMemory.Models.Tests;

/// <summary>Replies piece by piece: whole characters, nothing of a stop, and together the text.</summary>
public sealed class Streams(SmallModel small) : IClassFixture<SmallModel>
{
    private const int Rounds = 400;

    [Fact]
    public void Random_text_cut_at_random_bytes_comes_in_whole_characters_and_loses_none()
    {
        for (ulong round = 1; round <= Rounds; round++)
        {
            var rng = new Rng(round);
            var text = string.Concat(Enumerable.Range(0, 1 + rng.Next(60)).Select(_ => RandomRune(rng).ToString()));
            var bytes = Encoding.UTF8.GetBytes(text);
            var cut = rng.Next(bytes.Length + 1);
            var pieces = Read(rng, bytes.AsSpan(0, cut), []);
            Assert.All(pieces, piece => Assert.True(IsWhole(piece)));
            Assert.Equal(Whole(bytes.AsSpan(0, cut)), string.Concat(pieces));
            Assert.Equal(text, string.Concat(Read(rng, bytes, [])));
        }
    }

    [Fact]
    public void Random_bytes_with_random_stops_stream_to_the_same_text_as_at_once_and_never_show_a_part_of_the_stop()
    {
        for (ulong round = 1; round <= Rounds; round++)
        {
            var rng = new Rng(round);
            // Few letters, so that stops begin often and are often not completed; some bytes that are no UTF-8.
            byte[] alphabet = [(byte)'a', (byte)'b', (byte)'\n', 0xE0, 0xB8, 0xAA, 0xFF];
            var bytes = Enumerable.Range(0, 1 + rng.Next(50)).Select(_ => rng.Pick(alphabet)).ToArray();
            var stops = Enumerable.Range(0, rng.Next(4)).Select(_ => Encoding.UTF8.GetBytes(
                string.Concat(Enumerable.Range(0, 1 + rng.Next(5)).Select(_ => rng.Pick(["a", "b", "\n", "\u0E2A"]))))).ToArray();
            var pieces = Read(rng, bytes, stops);
            var at = stops.Select(stop => bytes.AsSpan().IndexOf(stop)).Where(found => found >= 0).DefaultIfEmpty(bytes.Length).Min();
            Assert.StartsWith(string.Concat(pieces), Whole(bytes.AsSpan(0, Math.Max(at, 0))), StringComparison.Ordinal);
            if (stops.Length == 0)
            {
                Assert.Equal(Whole(bytes), string.Concat(pieces));
            }
        }
    }

    [Fact]
    public void A_models_pieces_are_together_what_it_writes_at_once()
    {
        using var model = small.Open();
        var pieces = 0;
        for (ulong seed = 1; seed <= 30; seed++)
        {
            var request = new CompletionRequest
            {
                Prompt = "Go: ",
                Form = new CompletionForm.Free(30, seed % 3 == 0 ? ["e", "\n\n"] : []),
                Temperature = seed % 2 == 0 ? 3 : 0.5,
                Seed = seed,
            };
            model.Forget();
            var whole = model.Complete([request], default)[0].Text;
            model.Forget();
            var streamed = model.Stream(request, default).ToArray();
            Assert.Equal(whole, string.Concat(streamed));
            Assert.All(streamed, piece => Assert.True(IsWhole(piece)));
            pieces += streamed.Length;
        }

        Assert.True(pieces > 100);
    }

    [Fact]
    public void A_reply_that_is_broken_off_leaves_the_model_as_it_was()
    {
        using var model = small.Open();
        var request = new CompletionRequest { Prompt = "Go: ", Form = new CompletionForm.Free(20, []), Temperature = 0, Seed = 1 };
        var whole = model.Complete([request], default)[0].Text;
        Assert.NotEmpty(model.Stream(request, default).Take(2).ToArray());
        using var cancelled = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (var _ in model.Stream(request with { Prompt = "Another: " }, cancelled.Token))
            {
                cancelled.Cancel();
            }
        });
        Assert.Equal(whole, model.Complete([request], default)[0].Text);
    }

    [Fact]
    public void A_mark_that_somebody_spells_is_parted_and_all_other_text_stays()
    {
        using var model = small.Open();
        using var weights = ModelWeights.Load(ModelEntry.OfFile(small.Path), new EngineOptions { Threads = 1 });
        var tokenizer = weights.Tokenizer;
        Assert.Equal("a < b && c <b> [INST] </p>", tokenizer.WithoutMarks("a < b && c <b> [INST] </p>"));
        var spelled = 0;
        for (var token = 0; token < tokenizer.Size; token++)
        {
            if (tokenizer.IsControl(token) || tokenizer.EndsText(token))
            {
                var mark = Encoding.UTF8.GetString(tokenizer.Piece(token));
                var parted = tokenizer.WithoutMarks($"before {mark}{mark} after");
                spelled += tokenizer.Encode(mark).Contains(token) ? 1 : 0;
                Assert.DoesNotContain(tokenizer.Encode(parted), t => tokenizer.IsControl(t) || tokenizer.EndsText(t));
                Assert.Equal($"before{mark}{mark}after".Replace(" ", "", StringComparison.Ordinal), parted.Replace(" ", "", StringComparison.Ordinal));
            }
        }

        Assert.True(spelled > 0);
    }

    // As a reply does: after every token the stops, then what has become certain.
    private static List<string> Read(Rng rng, ReadOnlySpan<byte> bytes, byte[][] stops)
    {
        var reader = new PieceReader();
        var pieces = new List<string>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(bytes.Length - at, rng.Next(4));
            reader.Add(bytes.Slice(at, length));
            at += length;
            if (reader.FindStop(stops, length) is >= 0 and var end)
            {
                pieces.Add(reader.TakeBefore(end));
                Assert.Equal(reader.TextBefore(end), string.Concat(pieces));
                return pieces;
            }

            pieces.Add(reader.TakeBefore(reader.BegunStop(stops)));
        }

        pieces.Add(reader.TakeBefore(reader.Length));
        Assert.Equal(reader.Text, string.Concat(pieces));
        return pieces;
    }

    private static Rune RandomRune(Rng rng) => rng.Next(5) switch
    {
        0 => new Rune(rng.Next(0x20, 0x7F)),
        1 => new Rune(rng.Next(0xA0, 0x800)),
        2 => new Rune(rng.Next(0x0E01, 0x0E3B)),
        3 => new Rune(rng.Next(0x4E00, 0x9FFF)),
        _ => new Rune(rng.Next(0x1F300, 0x1F9FF)),
    };

    // Without the beginning of a character at the end; what is no UTF-8 shows as U+FFFD.
    private static string Whole(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        for (var tail = 1; tail <= 3 && tail <= bytes.Length; tail++)
        {
            if (Rune.DecodeFromUtf8(bytes[^tail..], out _, out var read) == System.Buffers.OperationStatus.NeedMoreData && read == tail)
            {
                return Encoding.UTF8.GetString(bytes[..^tail]);
            }
        }

        return text;
    }

    private static bool IsWhole(string piece) => piece.Length == 0 || (!char.IsLowSurrogate(piece[0]) && !char.IsHighSurrogate(piece[^1]));
}
