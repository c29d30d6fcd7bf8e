using AgentMemory.Core.Lives;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Training.Batches;

namespace AgentMemory.Learners.Weights.Distillation;

/// <summary>
/// Makes of a teacher's distributions along a reply a lesson for a student that sees no memory: at each token of the reply the student is
/// held to the teacher's distribution there.
/// </summary>
internal sealed class DistilledReplies
{
    private readonly WeightsTools _tools;
    private readonly SampleMaker _maker;
    private readonly Dictionary<string, string> _preambles = new(StringComparer.Ordinal);

    /// <param name="tools">The teacher's model, or the student's: they are one.</param>
    public DistilledReplies(WeightsTools tools)
    {
        _tools = tools;
        _maker = new SampleMaker(tools.Model.Tokenizer);
    }

    /// <summary>The teacher's prompt to where its reply begins. What it expects, it expects behind its thought; a lesson holds the reply alone.</summary>
    public string BeforeReply(Choice choice) => choice.Prompt! + (choice.Thought is null ? "" : _tools.Prompt.BeforeReply.Around(choice.Thought));

    /// <summary>The places of a reply behind a prompt, and its tokens.</summary>
    /// <param name="prompt">To where the reply begins.</param>
    /// <param name="reply">As the model writes it.</param>
    public Sample Bare(string prompt, string reply) => _maker.Make([new Segment(prompt), new Segment(reply, 1)]);

    /// <summary>A lesson; none where the tokenizer cuts the reply otherwise behind another beginning.</summary>
    /// <param name="preamble">What the student is shown in front of the episode.</param>
    /// <param name="episode">The episode to where the reply begins.</param>
    /// <param name="reply">As the model writes it.</param>
    /// <param name="tokens">Of the reply, behind the teacher's prompt.</param>
    /// <param name="distributions">For each of them the teacher's distribution [vocabulary].</param>
    public IEnumerable<Sample> Lesson(
        string preamble, string episode, string reply, IReadOnlyList<int> tokens, IReadOnlyList<float[]> distributions)
    {
        var sample = Bare(preamble + episode, reply);
        if (!sample.Predictions.Select(p => p.Token).SequenceEqual(tokens))
        {
            yield break;
        }

        var taught = sample with
        {
            Predictions = [.. sample.Predictions.Select((p, i) => p with { Weight = 0, Soft = new SoftTarget(distributions[i], 1) })],
        };
        yield return _maker.Sharing(taught, preamble);
    }

    /// <summary>What a player that remembers nothing is shown in front of an episode.</summary>
    public string Preamble(Turn turn)
    {
        if (!_preambles.TryGetValue(turn.TaskId, out var text))
        {
            var budget = Math.Max(0, _tools.Limits.Room - _tools.Limits.EpisodeTokens);
            text = _tools.Prompt.Compose(new Recollection { Documents = turn.Documents }, _tools.Model.Tokenizer, budget).Text;
            _preambles[turn.TaskId] = text;
        }

        return text;
    }

    /// <summary>What foreseeing took.</summary>
    public Cost CostOf(Foresight foreseen) => new()
    {
        TokensRead = foreseen.TokensRead,
        Flops = _tools.Model.Card.ForwardFlops(foreseen.TokensRead, Math.Max(0, foreseen.ContextTokens - (foreseen.TokensRead / 2.0))),
    };
}
