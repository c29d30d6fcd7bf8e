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

    /// <summary>Reads what was practised in a block; games of other worlds tell nothing of these.</summary>
    public void Read(IEnumerable<EpisodeRecord> practice)
    {
        foreach (var episode in practice)
        {
            _tasks.GetValueOrDefault(episode.TaskId)?.Read(episode);
        }
    }

    /// <summary>A task's score with what depends on the practice before it.</summary>
    public TaskScore Complete(PlannedTask task, TaskScore score) => _tasks[task.Task.Id].Complete(score);

    private sealed class TaskTranscript
    {
        private readonly ITask _task;
        private readonly IEvidenceMeter? _meter;
        private readonly HashSet<string> _met = new(StringComparer.Ordinal);

        public TaskTranscript(ITask task)
        {
            _task = task;
            _meter = task.Evidence.IsKnown ? task.Evidence.Value.Begin() : null;
        }

        public void Read(EpisodeRecord episode)
        {
            _meter?.Read(episode);
            if (_task.Partition is { IsKnown: true } partition)
            {
                _met.Add(partition.Value.KeyOf(_task.Practice(episode.Seed)));
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

        public TaskScore Complete(TaskScore score) => score with
        {
            HiddenBits = _task.HiddenBits.IsKnown ? _task.HiddenBits.Value : null,
            EvidenceBits = _meter?.Bits,
            MetScore = QuestionSitting.MetScore(score, _met.Contains),
            UnmetRegret = _task.StateExam is { IsKnown: true } exam && score.Detail.Replies.Count > 0
                ? StateSitting.UnmetRegret(exam.Value, score, _met.Contains)
                : null,
        };
    }
}
