using AgentMemory.Core;
using AgentMemory.Core.Models;

namespace AgentMemory.Claims.BayesGap;

/// <summary>
/// A language model that reads draws from its context: one text of all draws, and at each of them the model's own distribution, held to
/// the colours. Nothing is sampled and nothing is written.
/// </summary>
/// <param name="model">The caller's.</param>
/// <param name="prompt">What stands before the draws.</param>
public sealed class ModelReader(ILanguageModel model, UrnPrompt prompt) : IDrawReader
{
    // Each token's whole distribution is held at once for so many draws.
    private const int ChunkDraws = 64;
    private const double Least = 1e-30;

    /// <summary>Tokens of the context that a world's prompt takes with so many draws, the longest words taken.</summary>
    public int TokensFor(UrnWorld world, int draws)
    {
        ArgumentNullException.ThrowIfNull(world);
        return PromptTokens.Of(model.Tokenizer, prompt.Of(world)).Length
            + ((draws + 1) * world.Words.Max(word => ColourWords.TokensOf(model.Tokenizer, word).Length));
    }

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<double[]>> Read(
        IReadOnlyList<DrawSequence> sequences, IReadOnlyList<int> grid, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentNullException.ThrowIfNull(grid);
        return [.. sequences.Select(sequence => ReadOne(sequence, grid, cancellation))];
    }

    private double[][] ReadOne(DrawSequence sequence, IReadOnlyList<int> grid, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        model.Forget();
        int[][] words = [.. sequence.World.Words.Select(word => ColourWords.TokensOf(model.Tokenizer, word))];
        int[] first = [.. words.Select(tokens => tokens[0])];
        // What is foreseen behind the last draw shows where another one would stand.
        int[] draws = [.. sequence.Draws.Take(grid[^1]), 0];
        var text = prompt.Of(sequence.World);
        var found = new double[draws.Length][];
        for (var from = 0; from < draws.Length; from += ChunkDraws)
        {
            var chunk = draws.Skip(from).Take(ChunkDraws).ToArray();
            var continuation = string.Concat(chunk.Select(colour => " " + sequence.World.Words[colour]));
            var foresight = model.Foresee([new ScoreRequest(text, continuation)], cancellation)[0];
            if (!foresight.Tokens.SequenceEqual(chunk.SelectMany(colour => words[colour])))
            {
                throw new UserErrorException($"the model's vocabulary joins words for colours ({continuation.Trim()}); this model cannot be asked so");
            }

            var at = 0;
            for (var i = 0; i < chunk.Length; i++)
            {
                var row = foresight.Distributions[at];
                found[from + i] = ColourWords.Among(token => Math.Log(Math.Max(row[token], Least)), first);
                at += words[chunk[i]].Length;
            }

            text += continuation;
        }

        return [.. grid.Select(n => found[n])];
    }
}
