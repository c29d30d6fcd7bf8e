using AgentMemory.Core.Episodes;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Experiments.Exams;

/// <summary>The exact reader's curves of one world, over just the questions that an exam asks there.</summary>
internal sealed class AskedCurves
{
    private readonly IEvidence _evidence;
    private readonly int? _questions;
    private IEvidenceCurves? _curves;
    private IReadOnlyList<QuestionMark> _asked = [];

    private AskedCurves(IEvidence evidence, IQuestionPartition partition)
    {
        _evidence = evidence;
        _questions = partition.ExamQuestions?.Count;
        AreOfMetAlone = !partition.IsInferable;
    }

    /// <summary>There is nothing to infer, and so no curve: what is used shows on what was met.</summary>
    public bool AreOfMetAlone { get; }

    /// <summary>See <see cref="IEvidenceCurves.ReadableFrom"/>.</summary>
    public double ReadableFrom => _curves?.ReadableFrom ?? 0;

    /// <summary>Null where evidence used cannot be measured.</summary>
    public static AskedCurves? Of(ITask task) =>
        task is { Evidence: { IsKnown: true } evidence, Partition: { IsKnown: true } partition }
        && (!partition.Value.IsInferable || evidence.Value.Curves().IsKnown)
            ? new AskedCurves(evidence.Value, partition.Value)
            : null;

    /// <summary>The curve of a transcript; null where there is none, or the exam asked nothing that was never met.</summary>
    /// <param name="games">Practice so far.</param>
    /// <param name="asked">The exam's questions, the same after every block.</param>
    public EvidenceCurve? After(IReadOnlyList<EpisodeRecord> games, IReadOnlyList<QuestionMark> asked)
    {
        if (AreOfMetAlone || asked.Count == 0)
        {
            return null;
        }

        if (_curves is null || !_asked.Select(question => question.Key).SequenceEqual(asked.Select(question => question.Key)))
        {
            // An exam of every question shares its tables with all learners of the world.
            _curves = _evidence.Curves(asked.Count == _questions ? null : [.. asked.Select(question => question.Key)]).Value!;
            _asked = asked;
        }

        return _curves.After(games);
    }
}
