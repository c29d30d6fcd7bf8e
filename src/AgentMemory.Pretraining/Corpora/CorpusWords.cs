using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Pretraining.Vocabularies;
using AgentMemory.Training.Batches;

namespace AgentMemory.Pretraining.Corpora;

/// <summary>The words a corpus uses, for its vocabulary. Follows from the plan alone.</summary>
public static class CorpusWords
{
    private const int LivesOfPart = 12;
    private const int LivesMin = 160;

    /// <summary>How often each word comes up in a sample of the corpus.</summary>
    public static IReadOnlyDictionary<string, int> Of(PretrainPlan plan, IReadOnlyDictionary<string, ITaskFamily> families, PlayPrompt prompt)
    {
        var measure = new CharacterMeasure();
        // Every part is looked at alike: the words of a rare part must be words too. What is costly to make is made once.
        var even = plan with
        {
            Corpus =
            [
                .. plan.Corpus.Select(p => p with
                {
                    Share = 1,
                    Tasks = p.Tasks is null ? null : 1,
                    TokensMin = null,
                    TokensMax = null,
                    Told = p.Told is { } told ? told with { DocumentsShare = 1 } : null,
                }),
            ],
            Life = plan.Life with { LivesPerTask = 1 },
        };
        var corpus = new Corpus(even, families, prompt, measure, new SampleMaker(measure), 0);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var life = 0; life < Math.Max(LivesMin, LivesOfPart * plan.Corpus.Count); life++)
        {
            foreach (var (segment, _) in corpus.Life(life).Parts)
            {
                LearntVocabulary.Count(segment.Text, counts);
            }
        }

        return counts;
    }

    /// <summary>Stands in for the tokenizer that is yet to be made: lives only ask it how long a text is.</summary>
    private sealed class CharacterMeasure : ITokenizer
    {
        public TextMarks Marks { get; } = new();

        public IReadOnlyList<int> Encode(string text) => [.. text.Select(c => (int)c)];

        public string Decode(IReadOnlyList<int> tokens) => string.Concat(tokens.Select(t => (char)t));

        // About one token for a word with its space, and one for each sign.
        public int Count(string text) => text.Length / 3;
    }
}
