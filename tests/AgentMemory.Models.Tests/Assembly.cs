// Live native handles are counted for the whole process, and the engine's threads share few processors.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
