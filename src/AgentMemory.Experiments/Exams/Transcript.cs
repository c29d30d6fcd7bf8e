using AgentMemory.Core.Episodes;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Trials;

namespace AgentMemory.Experiments.Exams;

/// <summary>
/// All that one trial's practice has shown so far: which questions and states were met, and how many of the hidden bits it told.
/// </summary>
internal sealed class Transcript
{
    private readonly Dictionary<string, TaskTranscript> _tasks;

    public Transcript(IReadOnlyList<PlannedTask> tasks) =>
        _tasks = tasks.DistinctBy(task => task.Task.Id).ToDictionary(task => task.Task.Id, task => new TaskTranscript(task.Task), StringComparer.Ordinal);

    /// <summary>Reads what was practised in a block.</summary>
    /// <param name="practice">The block's games, in their order.</param>
    /// <param name="isOfAnotherWorld">They bear the task's name and tell nothing of its world: they are counted alone.</param>
    public void Read(IEnumerable<EpisodeRecord> practice, bool isOfAnotherWorld = false)
    {
        foreach (var task in _tasks.Values)
        {
            task.BeginBlock();
        }

        foreach (var episode in practice)
        {
            if (_tasks.TryGetValue(episode.TaskId, out var task))
            {
                task.Read(isOfAnotherWorld ? null : episode);
            }
        }
    }

    /// <summary>A task's score with what depends on the practice before it.</summary>
    public TaskScore Complete(PlannedTask task, TaskScore score) => _tasks[task.Task.Id].Complete(score);

    private sealed class TaskTranscript
    {
        private readonly ITask _task;
        private readonly IEvidenceMeter? _meter;
        private readonly AskedCurves? _curves;
        private readonly HashSet<string> _met = new(StringComparer.Ordinal);

        // Of the games that show one question the first says all that they tell.
        private readonly List<EpisodeRecord> _first = [];
        private readonly List<double> _bitsOfBlock = [];

        public TaskTranscript(ITask task)
        {
            _task = task;
            _meter = task.Evidence.IsKnown ? task.Evidence.Value.Begin() : null;
            _curves = AskedCurves.Of(task);
        }

        public void BeginBlock() => _bitsOfBlock.Clear();

        /// <summary>Reads a game; null for one that tells nothing.</summary>
        public void Read(EpisodeRecord? episode)
        {
            if (episode is not null)
            {
                Observe(episode);
            }

            if (_curves is not null)
            {
                _bitsOfBlock.Add(_meter!.Bits);
            }
        }

        public TaskScore Complete(TaskScore score) => score with
        {
            HiddenBits = _task.HiddenBits.IsKnown ? _task.HiddenBits.Value : null,
            EvidenceBits = _meter?.Bits,
            Evidence = _curves is null ? null : new TranscriptEvidence
            {
                Bits = [.. _bitsOfBlock],
                Curve = _curves.After(_first, score.Detail.Exam),
                ReadableFrom = _curves.ReadableFrom,
                IsOfMetAlone = _curves.AreOfMetAlone,
                Met = [.. score.Detail.Practice.Index().Where(question => _met.Contains(question.Item.Key)).Select(question => question.Index)],
            },
            MetScore = QuestionSitting.MetScore(score, _met.Contains),
            UnmetRegret = ExamOf(score) is { } exam ? StateSitting.UnmetRegret(exam, score, _met.Contains) : null,
            Detail = score.Detail with { StatesUnmet = ExamOf(score) is { } asked ? StateSitting.Unmet(asked, _met.Contains).Count : null },
        };

        // Null where the exam did not ask every state.
        private IStateExam? ExamOf(TaskScore score) => score.Detail.Replies.Count > 0 ? _task.StateExam.Value : null;

        private void Observe(EpisodeRecord episode)
        {
            _meter?.Read(episode);
            if (_task.Partition is { IsKnown: true } partition)
            {
                if (_met.Add(partition.Value.KeyOf(_task.Practice(episode.Seed))))
                {
                    _first.Add(episode);
                }
            }
            else if (_task.StateExam is { IsKnown: true } exam)
            {
                var moment = _task.Practice(episode.Seed);
                foreach (var move in episode.Moves)
                {
                    _met.Add(exam.Value.KeyOf(moment));
                    moment = moment.After(move.Reply);
                }
            }
        }
    }
}
