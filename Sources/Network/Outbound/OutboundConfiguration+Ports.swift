extension OutboundConfiguration {
    /// 80, 443 and every unprivileged port but those of ``internalServices``.
    ///
    /// Platforms take streams on 1935, 443, 80, 1936, 2935, 8443 and on numbers that their control interfaces make up,
    /// so a list of the known ones would refuse real accounts. Privileged ports are mail, shells and directories.
    package static let usualPorts: [ClosedRange<Int>] = {
        var ports = [80...80, 443...443]
        var next = 1024
        for service in internalServices {
            if next < service.lowerBound { ports.append(next...service.lowerBound - 1) }
            next = service.upperBound + 1
        }
        ports.append(next...65535)
        return ports
    }()

    /// Databases, queues and remote controls: never a platform's, and often open to whoever reaches them. Ascending.
    private static let internalServices: [ClosedRange<Int>] = [
        1433...1434,  // SQL Server
        1521...1521,  // Oracle
        2049...2049,  // NFS
        2181...2181,  // ZooKeeper
        2375...2377,  // Docker
        2379...2380,  // etcd
        3306...3306,  // MySQL
        3389...3389,  // Remote Desktop
        5432...5432,  // PostgreSQL
        5672...5672,  // AMQP
        5900...5909,  // VNC
        5984...5986,  // CouchDB, WinRM
        6000...6063,  // X11
        6379...6379,  // Redis
        6443...6443,  // Kubernetes
        8500...8500,  // Consul
        9042...9042,  // Cassandra
        9092...9092,  // Kafka
        9200...9200, 9300...9300,  // Elasticsearch
        10250...10250,  // kubelet
        11211...11211,  // memcached
        27017...27019,  // MongoDB
    ]
}
