using System.Runtime.ExceptionServices;

namespace AgentMemory.Weights;

/// <summary>Something that is made on another thread until it is taken; what goes wrong there is thrown here.</summary>
internal sealed class Ahead<T>
{
    private readonly Task _work;
    private T? _made;
    private ExceptionDispatchInfo? _failure;

    public Ahead(Func<T> make)
    {
        _work = Task.Run(() =>
        {
            try
            {
                _made = make();
            }
            catch (Exception e)
            {
                _failure = ExceptionDispatchInfo.Capture(e);
            }
        });
    }

    /// <summary>Waits for it.</summary>
    public T Take()
    {
        Finish();
        _failure?.Throw();
        return _made!;
    }

    /// <summary>Waits until nothing works on it any longer, and leaves it.</summary>
    public void Finish() => _work.Wait(CancellationToken.None);
}
